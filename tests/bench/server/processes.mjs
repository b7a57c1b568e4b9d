// SPDX-License-Identifier: MIT
// What Linux knows of a process.

import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']));

/** Seconds that it has computed, in the kernel and outside. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Bytes of memory that it has now. */
export function residentBytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

/** Clients in a process of their own, which do nothing but be there. */
export class Crowd {
  constructor(url) {
    this.process = spawn(process.execPath, [fileURLToPath(new URL('crowd.mjs', import.meta.url)), url], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** Returns the seconds that the new ones took to connect. */
  async grow(size) {
    this.process.stdin.write(`${size}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the crowd went away');
    return Number(value.split(' ')[1]);
  }

  async leave() {
    this.process.stdin.end();
    await this.exited;
  }
}

/** Pairs of clients that keep the server as busy as it can be: a program, for a client in JavaScript is slower than we are. */
export class RelayLoad {
  static async start(url, pairs) {
    const load = new RelayLoad(url, pairs);
    if ((await load.line()) !== 'ready') throw new Error('the load did not become ready');
    return load;
  }

  constructor(url, pairs) {
    const { hostname, port, pathname } = new URL(url);
    this.process = spawn(process.env.RELAY_LOAD, [hostname, port, pathname, String(pairs)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** How many offers arrived in that time. */
  async run(seconds) {
    this.process.stdin.write(`${seconds}\n`);
    return Number(await this.line());
  }

  async line() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the load went away');
    return value;
  }

  async stop() {
    this.process.stdin.end();
    await this.exited;
  }
}
