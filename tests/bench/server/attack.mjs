// SPDX-License-Identifier: MIT
// Usage: attack.mjs FAULT URL [ID...]
// Misbehaves until its input ends, then prints what came of it as one line of JSON. `begun` is printed once the worst has
// begun. IDs are those of peers that others have.

import { randomBytes, randomUUID } from 'node:crypto';
import net from 'node:net';

import { claim } from '../../conformance/client.mjs';

const [, , fault, url, ...ids] = process.argv;
const { hostname, port, pathname } = new URL(url);
const counts = { tried: 0, refused: 0, dropped: 0 };
let stopping = false;

/** A machine has many addresses on the loopback network: with `index` they take turns. */
const addressOf = (index, addresses) => `127.0.1.${(index % addresses) + 1}`;

/** Sends `first`, says when the server ends it, and gives bytes that it answered to `heard`. */
function connect(first, { index = 0, addresses = 10, heard, ended } = {}) {
  counts.tried += 1;
  const socket = net.connect({ host: hostname, port, localAddress: addressOf(index, addresses), noDelay: true });
  socket.on('connect', () => first && socket.write(first));
  socket.on('data', (data) => heard?.(data, socket));
  socket.on('error', () => {});
  socket.on('close', () => {
    if (!stopping) counts.dropped += 1;
    ended?.();
  });
  return socket;
}

const handshake = (id = randomUUID(), token = randomUUID()) =>
  `GET ${pathname}/peerjs?${claim({ key: 'peerjs', id, token })} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n` +
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
  `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`;

/** `count` connections that send `first`, and then a byte every second; those that are dropped come again. */
function drip(first, byte, count = 2000) {
  const open = (index) => {
    const socket = connect(first, { index, ended: () => !stopping && setTimeout(() => open(index), 200) });
    const timer = setInterval(() => socket.write(byte), 1000);
    socket.on('close', () => clearInterval(timer));
  };
  for (let index = 0; index < count; ++index) open(index);
}

/** `count` messages of nearly `size` bytes to one of the others. */
function candidates(size, count) {
  const dst = ids[Math.floor(Math.random() * ids.length)];
  const message = Buffer.from(JSON.stringify({ type: 'CANDIDATE', dst, payload: 'c'.repeat(size - 200) }));
  return Buffer.concat(Array(count).fill(masked(1, message)));
}

/** A WebSocket that says `bytes()` once it is open, from `width` connections at a time. */
function shout(bytes, { width = 50, addresses } = {}) {
  const open = (index) => {
    connect(handshake(), {
      index,
      addresses,
      ended: () => !stopping && setTimeout(() => open(index), 20),
      heard: (data, socket) => {
        if (data.includes('101 Switching')) socket.write(bytes());
        else if (data.includes(0x88)) socket.destroy(); // a close frame
      },
    });
  };
  for (let index = 0; index < width; ++index) open(index);
}

const masked = (opcode, payload) => {
  const head = Buffer.alloc(14);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(payload.length), 2); // the mask is zero
  return Buffer.concat([head, payload]);
};

/** `count` clients ask for a file and read at `bytesPerSecond`; those that are dropped come again. */
function sip(path, bytesPerSecond, count = 1000) {
  const open = (index) => {
    const socket = connect(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`, {
      index,
      heard: (data) => {
        counts.refused += data.includes('HTTP/1.1 503');
        counts.bytes = (counts.bytes ?? 0) + data.length;
        socket.pause();
        setTimeout(() => socket.resume(), (data.length * 1000) / bytesPerSecond);
      },
      ended: () => !stopping && setTimeout(() => open(index), 200),
    });
  };
  for (let index = 0; index < count; ++index) open(index);
}

/** `count` connections that send `first` and then `more`, as fast as it is taken; those that are dropped come again. */
function pour(first, more, count = 20) {
  const open = (index) => {
    const socket = connect(first, { index, ended: () => !stopping && setTimeout(() => open(index), 100) });
    const go = () => {
      while (socket.writable && !stopping && socket.write(more));
    };
    socket.on('connect', go);
    socket.on('drain', go);
  };
  for (let index = 0; index < count; ++index) open(index);
}

const host = `Host: ${hostname}:${port}\r\n`;

const faults = {
  none: () => {},
  /** Bodies without end, as libsoup read them. */
  'negative-length': () => pour(`POST / HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, Buffer.alloc(1 << 20)),
  /** The file, hundreds of times, in one answer. */
  ranges: () => {
    const many = `Range: bytes=${Array(2000).fill('0-').join(',')}\r\n`;
    const ask = `GET /asset.js HTTP/1.1\r\n${host}${many}\r\n`;
    const open = (index) =>
      connect(ask, {
        index,
        heard: (data, socket) => {
          counts.bytes = (counts.bytes ?? 0) + data.length;
          if (counts.bytes > counts.tried * 900_000) socket.destroy();
        },
        ended: () => !stopping && setTimeout(() => open(index), 20),
      });
    for (let index = 0; index < 20; ++index) open(index);
  },
  'empty-heads': () => drip('\r\n', '\r\n'),
  'long-heads': () => drip(`GET / HTTP/1.1\r\n${host}X-A: ${'a'.repeat(16_000)}`, 'a'),
  'refused-bodies': () => pour(`POST / HTTP/1.1\r\n${host}Content-Length: 2000000\r\n\r\n`, Buffer.alloc(1 << 20)),
  /** A second request in what looks like the body of the first. */
  smuggling: () => {
    const smuggled = `POST / HTTP/1.1\r\n${host}Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\nGET /healthz HTTP/1.1\r\n${host}\r\n`;
    const open = (index) => {
      let heard = '';
      connect(smuggled, {
        index,
        heard: (data) => (heard += data),
        ended: () => {
          counts.smuggled = (counts.smuggled ?? 0) + (heard.split('HTTP/1.1 ').length > 2 + heard.includes(' 100 ') ? 1 : 0);
          if (!stopping) setTimeout(() => open(index), 20);
        },
      });
    };
    for (let index = 0; index < 50; ++index) open(index);
  },
  'slow-head': () => drip('GET / HTTP/1.1\r\nX-A: ', 'a'),
  'slow-body': () => drip('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n', 'a'),
  'slow-websocket': () => drip(handshake().replace('\r\n\r\n', '\r\nX-A: '), 'a'),
  'slow-tls': () => drip(Buffer.from([0x16, 3, 1, 2]), '\x01'),
  silent: () => drip('', ''),
  /** They shake hands, and are never heard of again; nothing tells the server that they have gone. */
  'half-open': () => {
    for (let index = 0; index < 2000; ++index) connect(handshake(), { index }).once('data', function () { this.pause(); });
  },
  burst: () => {
    for (let index = 0; index < 10_000; ++index) {
      const socket = connect(handshake(), {
        index,
        addresses: 20,
        heard: (data) => {
          if (data.includes('101 Switching')) counts.opened = (counts.opened ?? 0) + 1;
          if (counts.opened === 10_000) counts.seconds ??= (performance.now() - began) / 1000;
        },
      });
      socket.setKeepAlive(false);
    }
  },
  crowd: () => {
    for (let index = 0; index < 3000; ++index) {
      connect('', { addresses: 1, heard: (data) => (counts.refused += data.includes(' 429 ')) });
    }
  },
  malformed: () => shout(() => randomBytes(1000)),
  oversized: () => shout(() => masked(1, Buffer.alloc(5 << 20))),
  /** Many messages that are never whole: as long as may be, but for the last byte. */
  'half-messages': () => shout(() => masked(1, Buffer.alloc(4 << 20)).subarray(0, -1), { width: 200 }),
  /** The same, as long as they may be where PeerServer listens, and as many as one address may have connections. */
  'half-messages-near': () => shout(() => masked(1, Buffer.alloc(128 << 10)).subarray(0, -1), { width: 1000, addresses: 1 }),
  /** And from so many addresses that it is more than all may hold. */
  'half-messages-far': () => shout(() => masked(1, Buffer.alloc(128 << 10)).subarray(0, -1), { width: 4000, addresses: 200 }),
  /** Messages to others as long as may be, one behind the other. */
  'long-candidates': () => shout(() => candidates(4 << 20, 2)),
  /** The same, as long as they may be where PeerServer listens. */
  candidates: () => shout(() => candidates(128 << 10, 20)),
  flood: () => shout(() => Buffer.concat(Array.from({ length: 2000 }, () => Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x7b, 0x7d])))),
  pings: () => shout(() => Buffer.concat(Array.from({ length: 2000 }, () => Buffer.from([0x89, 0x80, 0, 0, 0, 0])))),
  squatting: () => {
    const open = (index) => {
      connect(handshake(ids[index % ids.length]), {
        index,
        heard: (data, socket) => {
          if (!data.includes('ID-TAKEN')) return;
          counts.refused += 1;
          socket.destroy();
        },
        ended: () => !stopping && setTimeout(() => open(index), 20),
      });
    };
    for (let index = 0; index < 50; ++index) open(index);
  },
  storm,
  'slow-file': () => sip('/large.bin', 1000),
  'slow-asset': () => sip('/asset.js', 1000),
  /** Fast enough not to be dropped: as long as the file lasts. */
  'patient-file': () => sip('/large.bin', 40_000),
  /** The caller has left few descriptors to the server. */
  descriptors: () => drip('GET / HTTP/1.1\r\nX-A: ', 'a', 500),
};

const began = performance.now();
faults[fault]();
setTimeout(() => console.log('begun'), 500);
process.stdin.resume();
process.stdin.once('end', () => {
  stopping = true;
  console.log(JSON.stringify(counts));
  process.exit();
});

/** Five addresses take as many places as they are given, and those that are refused come again at once. */
function storm() {
  const ADDRESSES = 5;
  const EACH = 1200;
  const heartbeat = masked(1, Buffer.from('{"type":"HEARTBEAT"}'));
  counts.opened = 0;
  const open = (index) => {
    let timer;
    connect(handshake(), {
      index,
      addresses: ADDRESSES,
      heard: (data, socket) => {
        if (data.includes('"OPEN"')) {
          counts.opened += 1;
          timer = setInterval(() => socket.write(heartbeat), 1000);
        } else if (data.includes('"ERROR"') || data.includes(' 429 ')) {
          counts.refused += 1;
          socket.destroy();
        }
      },
      ended: () => {
        if (timer) counts.opened -= 1;
        clearInterval(timer);
        if (!stopping) setTimeout(() => open(index), 20);
      },
    });
  };
  for (let index = 0; index < ADDRESSES * EACH; ++index) open(index);
}
