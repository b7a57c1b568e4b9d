// SPDX-License-Identifier: MIT
// A running `callbooth run FILE`, with its terminal.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { poll } from './poll.mjs';

const executable = process.env.CALLBOOTH ?? 'callbooth';

export class Callbooth {
  /** Ready when one of its lines matches `ready`. Overrides are `--section.key=value`. */
  static async run(file, overrides = [], { ready, ...options } = {}) {
    const callbooth = new Callbooth(file, overrides, options);
    if (ready) await callbooth.waitFor(ready, 60_000);
    return callbooth;
  }

  /** A server on any free port, or on the one that is given; `url` is where it listens. */
  static async serve(file, overrides = [], { port = 0, ...options } = {}) {
    const server = new Callbooth(file, [`--http.port=${port}`, ...overrides], options);
    [, server.url] = await server.waitFor(/listening on (https?:\/\/\S+)/, 60_000);
    server.port = Number(new URL(server.url).port);
    return server;
  }

  constructor(file, overrides, { env = {} } = {}) {
    this.file = file;
    this.lines = [];
    this.process = spawn(executable, ['run', file, ...overrides], { env: { ...process.env, ...env } });
    this.exited = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => resolve({ code, signal }));
      this.process.once('error', (error) => {
        this.lines.push(String(error));
        resolve({ code: -1, signal: null });
      });
    });
    this.exited.then((how) => (this.ended = how));
    this.process.stdin.on('error', () => {}); // it may be gone while we write
    for (const stream of [this.process.stdout, this.process.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
  }

  get pid() {
    return this.process.pid;
  }

  /** Types one line: words for the partner, or a command like `/next`. */
  say(line) {
    this.process.stdin.write(`${line}\n`);
  }

  /** The first line from number `from` on that matches. */
  async waitFor(pattern, timeout = 20_000, from = 0) {
    const found = () => {
      const match = this.lines.slice(from).map((line) => pattern.exec(line)).find(Boolean);
      if (match || !this.ended) return match;
      return new Error('it has exited');
    };
    try {
      const result = await poll(found, `${pattern} from callbooth run ${this.file}`, timeout);
      if (result instanceof Error) throw result;
      return result;
    } catch (error) {
      throw new Error(`${error.message}\n${this.report()}`);
    }
  }

  /** The status board as it is now, as an object. */
  async status() {
    const from = this.lines.length;
    this.say('/status');
    // The keys are sorted, and one of these is always there.
    await this.waitFor(/(^|\s)(signaling|socketio)\.state=/, 20_000, from);
    const board = {};
    for (const line of this.lines.slice(from)) {
      const match = /^\s*([a-z][\w.-]*)=(.*)$/.exec(line);
      if (match) board[match[1]] = match[2];
    }
    return board;
  }

  /** The board once `condition` accepts it. */
  async reach(condition, what, timeout = 60_000) {
    try {
      return await poll(
        async () => {
          const board = await this.status();
          return condition(board) && board;
        },
        what,
        timeout,
      );
    } catch (error) {
      throw new Error(`${error.message}\n${this.report()}`);
    }
  }

  /** The last lines that it wrote, for the report of a failure. */
  report(count = 40) {
    const how = this.ended ? `exited with ${this.ended.code ?? this.ended.signal}` : 'still running';
    const lines = this.lines.slice(-count).map((line) => `  | ${line}`);
    return [`callbooth run ${this.file} (${how}):`, ...lines].join('\n');
  }

  /** As Ctrl-C does; returns how it exited. */
  async stop() {
    return this.#end('SIGINT', 30_000);
  }

  async kill() {
    return this.#end('SIGKILL', 10_000);
  }

  async #end(signal, timeout) {
    if (!this.ended) this.process.kill(signal);
    await poll(() => this.ended, `callbooth run ${this.file} exits after ${signal}`, timeout).catch((error) => {
      this.process.kill('SIGKILL');
      throw new Error(`${error.message}\n${this.report()}`);
    });
    return this.ended;
  }
}
