// SPDX-License-Identifier: MIT
// Cameras and microphones that can be plugged in and pulled out, on a machine without any.

import { execFile, spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { poll } from './poll.mjs';

const execute = promisify(execFile);

/** A PipeWire for cameras and a PulseAudio for microphones, which only processes with `env` see. */
export class Devices {
  static async start() {
    const devices = new Devices(await mkdtemp(join(tmpdir(), 'callbooth-devices-')));
    try {
      await devices.#start();
    } catch (error) {
      await devices.stop();
      throw error;
    }
    return devices;
  }

  constructor(folder) {
    this.folder = folder;
    this.env = {
      XDG_RUNTIME_DIR: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_STATE_HOME: join(folder, 'state'),
      HOME: folder,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/bus`,
      PULSE_SERVER: `unix:${folder}/pulse.sock`,
    };
    this.running = [];
    this.feeding = new Map();
  }

  async #start() {
    const ready = (path, what) => poll(() => access(join(this.folder, path)).then(() => true), what);
    this.#spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', `--address=unix:path=${this.folder}/bus`]);
    await ready('bus', 'D-Bus listens');
    this.#spawn('pipewire', []);
    await ready('pipewire-0', 'PipeWire listens');
    this.#spawn('wireplumber', []);
    const options = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disable-shm=yes'];
    const socket = `module-native-protocol-unix auth-anonymous=1 socket=${this.folder}/pulse.sock`;
    this.#spawn('pulseaudio', [...options, '--realtime=no', '--high-priority=no', '-L', socket]);
    await ready('pulse.sock', 'PulseAudio listens');
  }

  #spawn(command, options) {
    const child = spawn(command, options, { env: { ...process.env, ...this.env }, stdio: 'ignore' });
    child.exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    this.running.push(child);
    return child;
  }

  /**
   * A camera that shows one of videotestsrc's patterns; `pull()` takes it away. Tests open each once: this one brought
   * no picture when it was opened a second time, and we do not know yet whose fault that is.
   */
  plugCamera(name, pattern, { width = 320, height = 240, rate = 15 } = {}) {
    const child = this.#spawn('gst-launch-1.0', [
      ...['-q', 'videotestsrc', 'is-live=true', `pattern=${pattern}`, '!'],
      ...[`video/x-raw,format=YUY2,width=${width},height=${height},framerate=${rate}/1`, '!'],
      ...['pipewiresink', 'mode=provide'],
      `stream-properties=props,media.class=Video/Source,node.name=${name},node.description=${name}`,
    ]);
    return { pull: () => child.kill('SIGKILL') && child.exited };
  }

  /** A microphone that hears a tone of so many Hz; `pull()` takes it away. */
  async plugMicrophone(name, frequency) {
    const wire = await this.#load('module-null-sink', `sink_name=${name}-wire`, 'rate=48000', 'channels=1');
    const description = `source_properties=device.description=${name}`;
    const source = await this.#load('module-remap-source', `source_name=${name}`, `master=${name}-wire.monitor`, description);
    const tone = this.#spawn('gst-launch-1.0', [
      ...['-q', 'audiotestsrc', 'is-live=true', `freq=${frequency}`, 'volume=0.5', '!', 'audio/x-raw,rate=48000,channels=1', '!'],
      ...['pulsesink', `device=${name}-wire`],
    ]);
    return {
      pull: async () => {
        tone.kill('SIGKILL');
        for (const module of [source, wire]) await this.#pactl('unload-module', module);
      },
    };
  }

  async #load(...module) {
    return (await this.#pactl('load-module', ...module)).trim();
  }

  async #pactl(...words) {
    return poll(
      async () => (await execute('pactl', words, { env: { ...process.env, ...this.env } })).stdout || 'done',
      `pactl ${words.join(' ')}`,
    );
  }

  async stop() {
    for (const child of this.running.reverse()) child.kill('SIGKILL');
    await Promise.all(this.running.map((child) => child.exited));
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
