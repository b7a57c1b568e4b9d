// SPDX-License-Identifier: MIT

import { spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { poll } from './poll.mjs';

/** A PulseAudio with a speaker that nobody hears: without any, Firefox runs no AudioContext. */
export class Pulse {
  static async start() {
    const folder = await mkdtemp(join(tmpdir(), 'callbooth-pulse-'));
    const socket = join(folder, 'socket');
    const options = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disable-shm=yes'];
    const modules = ['-L', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`, '-L', 'module-null-sink'];
    const child = spawn('pulseaudio', [...options, '--realtime=no', '--high-priority=no', ...modules], {
      env: { ...process.env, XDG_RUNTIME_DIR: folder, HOME: folder },
      stdio: 'ignore',
    });
    const exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    const pulse = new Pulse(child, exited, folder, `unix:${socket}`);
    await poll(() => access(socket).then(() => true), 'PulseAudio listens').catch(async (error) => {
      await pulse.stop();
      throw error;
    });
    return pulse;
  }

  constructor(child, exited, folder, server) {
    Object.assign(this, { child, exited, folder, server });
  }

  async stop() {
    this.child.kill();
    await this.exited;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
