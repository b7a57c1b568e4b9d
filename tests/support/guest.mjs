// SPDX-License-Identifier: MIT

import { io } from 'socket.io-client';

import { poll } from './poll.mjs';

/** A client of npm's socket.io-client, which remembers what it hears. */
export class Guest {
  /** Connects to a namespace of the server at `url`; the error of `connect_error` when it is refused. */
  static async enter(url, namespace = '/', options = {}) {
    const guest = new Guest(url, namespace, options);
    await guest.connected;
    return guest;
  }

  constructor(url, namespace, options) {
    this.heard = [];
    this.socket = io(url + namespace, { forceNew: true, ...options });
    this.socket.onAny((...event) => this.heard.push(event));
    this.connected = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
    });
  }

  get id() {
    return this.socket.id;
  }

  say(...event) {
    this.socket.emit(...event);
  }

  /** Says it, and returns the server's acknowledgement. */
  async ask(...event) {
    return this.socket.timeout(10_000).emitWithAck(...event);
  }

  /** The arguments of the first `event` that `fits`; that and all before it are forgotten. */
  async hears(event, fits = () => true) {
    const is = ([name, ...values]) => name === event && fits(...values);
    try {
      await poll(() => this.heard.some(is), event, 10_000);
    } catch {
      throw new Error(`did not hear ${event}, but ${JSON.stringify(this.heard)}`);
    }
    const at = this.heard.findIndex(is);
    return this.heard.splice(0, at + 1)[at].slice(1);
  }

  /** How often it has heard `event` since. */
  count(event) {
    return this.heard.filter(([name]) => name === event).length;
  }

  leave() {
    this.socket.disconnect();
  }
}
