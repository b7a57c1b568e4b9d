// SPDX-License-Identifier: MIT
// Cameras, microphones and speakers that can be plugged in and pulled out, on a machine without any.

import { execFile, spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { poll } from './poll.mjs';
import { Ear } from './witness.mjs';

const execute = promisify(execFile);
const camera = process.env.CAMERA;

/** What a camera can show: as Y, U and V. */
const colours = { red: [82, 90, 240], blue: [41, 240, 110], green: [145, 54, 34] };

/** A PipeWire for cameras and a PulseAudio for sound, which only processes with `env` see. */
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

  #spawn(command, options, stdio = 'ignore') {
    const child = spawn(command, options, { env: { ...process.env, ...this.env }, stdio });
    child.exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    this.running.push(child);
    return child;
  }

  /** A camera that shows a colour. `pull()` takes it away, `freeze()` and `thaw()` leave it there without a picture. */
  plugCamera(name, colour, { width = 320, height = 240, rate = 15 } = {}) {
    const child = this.#spawn(camera, [name, width, height, rate, ...colours[colour]].map(String));
    return {
      pull: () => child.kill('SIGKILL') && child.exited,
      freeze: () => child.kill('SIGSTOP'),
      thaw: () => child.kill('SIGCONT'),
    };
  }

  /** A null sink: without rewinds it runs like a sound card, with them it stands still for its first two seconds. */
  #loadSink(name, options, rewinds = false) {
    return this.#load('module-null-sink', `sink_name=${name}`, 'rate=48000', `norewinds=${!rewinds}`, ...options);
  }

  /** A microphone that hears a tone of so many Hz; `pull()` takes it away. */
  async plugMicrophone(name, frequency) {
    const wire = await this.#loadSink(`${name}-wire`, ['channels=1']);
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

  /** A speaker, which may stand still at first; `ear` hears what it plays, `pull()` takes it away. */
  async plugSpeaker(name, { still = false } = {}) {
    const module = await this.#loadSink(name, [`sink_properties=device.description=${name}`], still);
    const options = [`--device=${name}.monitor`, '--raw', '--rate=8000', '--format=s16le', '--channels=1', '--latency-msec=20'];
    const recorder = this.#spawn('parec', options, ['ignore', 'pipe', 'ignore']);
    const ear = new Ear();
    ear.listen(recorder.stdout);
    return {
      ear,
      pull: async () => {
        await this.#pactl('unload-module', module);
        recorder.kill('SIGKILL');
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
