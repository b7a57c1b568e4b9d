// SPDX-License-Identifier: MIT
// A client of Socket.IO that costs as little as possible: of a chunk that arrives it looks at the heads of frames and at
// the bytes of short messages, and what it answers is written in one piece.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const short = 4096; // bytes; of longer messages only the end is noticed

/** A text frame whose mask is zero, so that it can be sent by any client any number of times. */
export function frame(text) {
  const payload = Buffer.from(text);
  const size = payload.length;
  const head = size < 126 ? [0x81, 0x80 | size] : [0x81, 0xfe, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

const pong = frame('3');
const closing = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);

export class Client {
  #rest = Buffer.alloc(0);
  #missing = 0; // bytes of a long message
  #isOpen = false;

  /** `onMessage(client, text)`; a long message is the text ''. `from` is the address that it comes from. */
  constructor(url, { from, sid = '', onMessage = () => {}, onClose = () => {} } = {}) {
    const { hostname, port } = new URL(url);
    this.onMessage = onMessage;
    this.socket = connect({ host: hostname, port: Number(port), localAddress: from, noDelay: true });
    this.socket.on('data', (chunk) => this.#take(chunk));
    this.socket.on('error', () => {});
    this.socket.on('close', () => onClose(this));
    const query = `EIO=4&transport=websocket${sid && `&sid=${sid}`}`;
    this.socket.write(
      `GET /socket.io/?${query} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
  }

  /** Text, or a frame that was made before. */
  send(message) {
    this.socket.write(typeof message === 'string' ? frame(message) : message);
  }

  /** With a close frame, once: the server answers with another. */
  close() {
    if (!this.socket.writableEnded) this.socket.end(closing);
  }

  /** Without a word. */
  vanish() {
    this.socket.destroy();
  }

  #take(chunk) {
    this.socket.cork();
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const at = this.#isOpen ? this.#read(data, 0) : this.#readAnswer(data);
    this.#rest = data.subarray(at);
    this.socket.uncork();
  }

  #readAnswer(data) {
    const end = data.indexOf('\r\n\r\n');
    if (end < 0) return 0;
    if (data.toString('latin1', 9, 12) !== '101') {
      this.socket.destroy();
      return data.length;
    }
    this.#isOpen = true;
    return this.#read(data, end + 4);
  }

  /** Returns where the frame begins that is still incomplete. */
  #read(data, start) {
    let at = this.#skip(data, start);
    while (data.length - at >= 2) {
      const [head, size] = sizes(data, at);
      if (data.length - at < head || (size <= short && data.length - at < head + size)) break;
      if (size > short) {
        this.#missing = size;
        at = this.#skip(data, at + head);
        continue;
      }
      const opcode = data[at] & 15;
      if (opcode === 1) this.#handle(data.toString('latin1', at + head, at + head + size));
      else if (opcode === 8) this.close();
      at += head + size;
    }
    return at;
  }

  #skip(data, at) {
    if (this.#missing === 0) return at;
    const some = Math.min(this.#missing, data.length - at);
    this.#missing -= some;
    if (this.#missing === 0) this.onMessage(this, '');
    return at + some;
  }

  #handle(text) {
    if (text === '2') this.send(pong);
    else this.onMessage(this, text);
  }
}

/** Of the frame at `at`: bytes of the head and of the payload. The head may be incomplete. */
function sizes(data, at) {
  const size = data[at + 1] & 127;
  if (size < 126) return [2, size];
  if (size === 126) return [4, data.length - at < 4 ? 0 : data.readUInt16BE(at + 2)];
  return [10, data.length - at < 10 ? 0 : Number(data.readBigUInt64BE(at + 2))];
}

/** Resolves to a client that has joined a namespace over a WebSocket; `onMessage` gets what comes after that. */
export function join(url, { space = '/', from, onMessage, onClose } = {}) {
  const prefix = space === '/' ? '40' : `40${space},`;
  return new Promise((resolve, reject) => {
    const welcome = (client, text) => {
      if (text[0] === '0') return client.send(prefix);
      if (!text.startsWith(prefix)) return reject(new Error(text));
      client.onMessage = onMessage;
      resolve(client);
    };
    const lost = (client) => {
      reject(new Error('the server has ended the connection'));
      onClose?.(client);
    };
    new Client(url, { from, onMessage: welcome, onClose: lost });
  });
}
