// SPDX-License-Identifier: MIT
// As much of a TURN client (RFC 5389, RFC 5766) as it takes to ask for a relay.

import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

import { poll } from './poll.mjs';

const cookie = 0x2112a442;
const methods = { binding: 0x0001, allocate: 0x0003 };
const names = { username: 0x0006, integrity: 0x0008, error: 0x0009, realm: 0x0014, nonce: 0x0015, relayed: 0x0016 };
const requestedUdp = [0x0019, Buffer.from([17, 0, 0, 0])];

function attribute([type, value]) {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)]);
}

function message(method, attributes, key) {
  const body = Buffer.concat(attributes.map(attribute));
  const head = Buffer.alloc(20);
  head.writeUInt16BE(method, 0);
  head.writeUInt16BE(body.length + (key ? 24 : 0), 2);
  head.writeUInt32BE(cookie, 4);
  randomBytes(12).copy(head, 8);
  const bytes = Buffer.concat([head, body]);
  if (!key) return bytes;
  return Buffer.concat([bytes, attribute([names.integrity, createHmac('sha1', key).update(bytes).digest()])]);
}

function parse(bytes) {
  const attributes = new Map();
  for (let at = 20; at + 4 <= bytes.length; ) {
    const size = bytes.readUInt16BE(at + 2);
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size + (-size & 3);
  }
  return attributes;
}

/** Runs `talk` with a function that asks a server, again and again until it answers. */
async function withSocket({ address, port }, talk) {
  const socket = createSocket('udp4');
  const answers = [];
  socket.on('message', (got) => answers.push(got));
  socket.on('error', () => {}); // nobody listens yet
  const ask = async (bytes) => {
    const answer = () => answers.find((got) => got.subarray(8, 20).equals(bytes.subarray(8, 20)));
    const asked = () => answer() ?? void socket.send(bytes, port, address);
    return parse(await poll(asked, `an answer from ${address}:${port} (UDP)`));
  };
  try {
    return await talk(ask);
  } finally {
    socket.close();
  }
}

/** Returns when a STUN server answers there. */
export const ping = (server) => withSocket(server, (ask) => ask(message(methods.binding, [])));

/** Asks for a relay; returns its port, or the error's code. */
export const allocate = (server, { username, credential }) =>
  withSocket(server, async (ask) => {
    const challenge = await ask(message(methods.allocate, [requestedUdp]));
    const [realm, nonce] = [challenge.get(names.realm), challenge.get(names.nonce)];
    const key = createHash('md5').update(`${username}:${realm}:${credential}`).digest();
    const proof = [[names.username, Buffer.from(username)], [names.realm, realm], [names.nonce, nonce]];
    const answer = await ask(message(methods.allocate, [requestedUdp, ...proof], key));
    const error = answer.get(names.error);
    if (error) return { error: error[2] * 100 + error[3] };
    return { port: answer.get(names.relayed).readUInt16BE(2) ^ (cookie >>> 16) };
  });
