// SPDX-License-Identifier: MIT

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Clients spread over processes, so that they are not slower than the server. */
export class Crowds {
  static #script = fileURLToPath(new URL('crowd.mjs', import.meta.url));

  constructor(processes, script = Crowds.#script) {
    this.processes = Array.from({ length: processes }, () => fork(script));
    for (const process of this.processes) process.once('exit', this.#onExit);
  }

  #onExit = (code) => {
    if (code !== 0) throw new Error('clients have crashed');
  };

  /** All do `task`: their results. A `count` is divided among them. */
  ask(task, { count = 0, ...options } = {}) {
    const size = this.processes.length;
    return Promise.all(
      this.processes.map(async (process, index) => {
        process.send({ task, ...options, count: Math.floor((count + index) / size), index });
        const [{ result }] = await once(process, 'message');
        return result;
      }),
    );
  }

  async total(task) {
    return (await this.ask(task)).reduce((sum, one) => sum + one, 0);
  }

  stop() {
    this.processes.forEach((process) => process.disconnect());
  }
}
