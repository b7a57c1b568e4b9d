// SPDX-License-Identifier: MIT
// A program at the socket of the plugin `control`, and `callbooth ctl`.

import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

import { poll } from './poll.mjs';

const executable = process.env.CALLBOOTH ?? 'callbooth';

export class Control {
  static async connect(path) {
    const control = new Control(path);
    await control.ask('status');
    return control;
  }

  constructor(path) {
    this.events = [];
    this.waiting = new Map();
    this.last = 0;
    this.socket = connect(path);
    this.socket.on('error', (error) => (this.error = error));
    this.ended = new Promise((resolve) => this.socket.once('close', resolve));
    createInterface({ input: this.socket }).on('line', (line) => this.#take(JSON.parse(line)));
  }

  /** The result; throws with the error's text and code. */
  ask(name, parameters = {}) {
    const id = ++this.last;
    this.socket.write(`${JSON.stringify({ id, do: name, ...parameters })}\n`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** The first event with this name, and these members, since the last one that was waited for. */
  async event(name, members = {}, timeout = 30_000) {
    const matches = (each) =>
      each.event === name && Object.entries(members).every(([key, value]) => each[key] === value);
    const found = () => {
      const at = this.events.findIndex(matches);
      return at >= 0 && this.events.splice(0, at + 1).at(-1);
    };
    return poll(found, `the event ${name} ${JSON.stringify(members)}`, timeout);
  }

  leave() {
    this.socket.destroy();
  }

  #take(line) {
    if ('event' in line) {
      this.events.push(line);
      return;
    }
    const { resolve, reject } = this.waiting.get(line.id);
    this.waiting.delete(line.id);
    if ('result' in line) resolve(line.result);
    else reject(Object.assign(new Error(line.error), { code: line.code }));
  }
}

/** Runs a program to its end: `code`, `out` and `err`. With a number of `lines` it is ended after so many. */
export async function run(command, words, { lines = Infinity, env = {}, cwd } = {}) {
  const child = spawn(command, words, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const how = { out: '', err: '' };
  child.stdout.on('data', (bytes) => {
    how.out += bytes;
    if (how.out.split('\n').length > lines) child.kill();
  });
  child.stderr.on('data', (bytes) => (how.err += bytes));
  how.code = await new Promise((resolve) => child.once('close', resolve));
  return how;
}

/** `callbooth ctl` with these words. */
export const ctl = (path, words, options) => run(executable, ['ctl', '--socket', path, ...words], options);
