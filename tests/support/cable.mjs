// SPDX-License-Identifier: MIT

import { connect, createServer } from 'node:net';

/** A way to a port of this machine that can be cut as Wi-Fi is lost: nothing arrives any more, and nobody is told. */
export class Cable {
  static async to(port) {
    const cable = new Cable(port);
    await new Promise((resolve) => cable.server.listen(0, '127.0.0.1', resolve));
    return cable;
  }

  constructor(port) {
    this.isCut = false;
    this.sockets = new Set();
    this.server = createServer((near) => this.#join(near, connect(port, '127.0.0.1')));
  }

  get port() {
    return this.server.address().port;
  }

  cut() {
    this.isCut = true;
  }

  /** For new connections; those from before stay dead. */
  mend() {
    this.isCut = false;
    for (const socket of this.sockets) socket.dead = true;
  }

  #join(near, far) {
    for (const [from, to] of [[near, far], [far, near]]) {
      this.sockets.add(from);
      const passes = () => !this.isCut && !from.dead;
      from.on('data', (bytes) => passes() && to.write(bytes));
      from.on('error', () => {});
      from.on('close', () => {
        this.sockets.delete(from);
        if (passes()) to.destroy();
      });
    }
  }

  async close() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
