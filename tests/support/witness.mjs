// SPDX-License-Identifier: MIT
// What a booth shows and plays, seen and heard from outside while it runs.

import { once } from 'node:events';
import { createServer } from 'node:net';

const size = 16;
const bytesOfPicture = size * size * 3;
const sampleRate = 8000;
const remembered = sampleRate / 5;

async function listen(onConnection) {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function close(server, sockets) {
  for (const socket of sockets) socket.destroy();
  server.close();
}

/** A screen: `fragment` is what a booth renders its video into. */
export class Screen {
  static async open() {
    const screen = new Screen();
    screen.server = await listen((socket) => screen.#look(socket));
    return screen;
  }

  constructor() {
    /** Each picture: when it came, in milliseconds, and its mean colour [red, green, blue]. */
    this.pictures = [];
    this.sockets = [];
  }

  get fragment() {
    const caps = `video/x-raw,format=RGB,width=${size},height=${size}`;
    return `videoconvert ! videoscale ! ${caps} ! tcpclientsink host=127.0.0.1 port=${this.server.address().port}`;
  }

  get colour() {
    return this.pictures.at(-1)?.colour;
  }

  #look(socket) {
    this.sockets.push(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      pending = Buffer.concat([pending, bytes]);
      for (; pending.length >= bytesOfPicture; pending = pending.subarray(bytesOfPicture)) {
        this.#note(pending.subarray(0, bytesOfPicture));
      }
    });
  }

  #note(picture) {
    const colour = [0, 0, 0];
    picture.forEach((value, index) => (colour[index % 3] += value / (size * size)));
    this.pictures.push({ at: performance.now(), colour });
  }

  /** All that came since then. */
  since(time) {
    return this.pictures.filter(({ at }) => at >= time);
  }

  /** The longest time without a new picture, in milliseconds, since then. */
  longestGap(time) {
    const times = this.pictures.map(({ at }) => at);
    return Math.max(...times.slice(1).map((at, index) => (at >= time ? at - times[index] : 0)));
  }

  close() {
    close(this.server, this.sockets);
  }
}

/** Raw sound of 8000 Hz, S16LE, one channel, from wherever it comes. */
export class Ear {
  /** `fragment` is what a booth renders its audio into. */
  static async open() {
    const ear = new Ear();
    ear.server = await listen((socket) => ear.listen(socket));
    return ear;
  }

  constructor() {
    this.sockets = [];
    this.last = Buffer.alloc(0);
    this.total = 0;
  }

  get fragment() {
    const caps = `audio/x-raw,format=S16LE,rate=${sampleRate},channels=1`;
    return `audioconvert ! audioresample ! ${caps} ! tcpclientsink host=127.0.0.1 port=${this.server.address().port}`;
  }

  listen(stream) {
    this.sockets.push(stream);
    stream.on('error', () => {});
    stream.on('data', (bytes) => {
      this.total += bytes.length;
      const all = Buffer.concat([this.last, bytes]);
      this.last = all.subarray(Math.max(0, all.length - 2 * remembered - 1)); // half a sample may be at its end
    });
  }

  /** The frequency of the last 200 ms, from how often they cross zero; 0 for silence, -1 before so much came. */
  tone() {
    if (this.last.length <= 2 * remembered) return -1;
    const offset = (this.total - this.last.length) % 2;
    const samples = Array.from({ length: remembered - 1 }, (_, index) => this.last.readInt16LE(offset + 2 * index));
    if (samples.every((value) => Math.abs(value) < 500)) return 0;
    const crossings = samples.filter((value, index) => index > 0 && value < 0 !== samples[index - 1] < 0).length;
    return ((crossings / 2) * sampleRate) / remembered;
  }

  close() {
    close(this.server, this.sockets);
  }
}
