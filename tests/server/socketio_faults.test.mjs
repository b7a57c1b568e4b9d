// SPDX-License-Identifier: MIT
// What networks and clients do to Socket.IO: connections that end in every state, lost requests, proxies that close
// what is idle.

import assert from 'node:assert/strict';
import { createServer, connect as connectTcp } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';

import { io } from 'socket.io-client';

import { Wire } from '../support/engine_wire.mjs';
import { poll } from '../support/poll.mjs';
import { once, serveEcho } from '../support/socketio_server.mjs';

let server;
let wire;
let clients = [];
let proxies = [];

const client = (url = server.url, options = {}) => {
  const socket = io(url, { forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 50, ...options });
  clients.push(socket);
  return socket;
};
/** The sum of all metrics of this name. */
const number = async (name) => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(name))
    .reduce((sum, line) => sum + Number(line.split(' ').pop()), 0);
};
const metric = (name) => number(`callbooth_socketio_${name}`);
/** Nothing is left over of anybody. */
const isEmpty = async () => (await metric('sessions')) === 0 && (await metric('sockets')) === 0 && (await metric('queue_bytes')) === 0;

/** A proxy of bytes in front of the server; `onConnection` gets both sides. */
const proxy = (onConnection) =>
  new Promise((resolve) => {
    const listener = createServer((near) => {
      const far = connectTcp(server.port, '127.0.0.1');
      for (const side of [near, far]) side.on('error', () => {});
      near.pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      onConnection(near, far);
    });
    proxies.push(listener);
    listener.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${listener.address().port}`));
  });

before(async () => {
  server = await serveEcho(['--plugin.socketio.recovery=5']);
  wire = new Wire(server.url, '/socket.io');
});
afterEach(async () => {
  clients.forEach((socket) => socket.disconnect());
  proxies.forEach((listener) => listener.close());
  wire.close();
  [clients, proxies] = [[], []];
  await poll(isEmpty, 'nothing is left');
});
after(async () => {
  await server?.stop();
});

describe('a client that vanishes', () => {
  const states = {
    'after the handshake': () => wire.begin(),
    'before its namespace, by WebSocket': async () => (await wire.connected()).socket.terminate(),
    'in its namespace': async () => {
      const peer = await wire.connected();
      peer.send('40');
      await peer.packet();
      peer.socket.terminate();
    },
    'with a GET that waits': async () => {
      const sid = await wire.begin();
      await wire.post(sid, '40');
      await wire.packet(sid);
      const stop = new AbortController();
      const lost = wire.request({ sid }, { signal: stop.signal }).catch(() => 'lost');
      stop.abort();
      assert.equal(await lost, 'lost');
    },
    'with packets that wait': async () => {
      const sid = await wire.begin();
      await wire.post(sid, '40');
      await wire.post(sid, '42["message","x"]');
    },
    'between its packet and the binaries': async () => {
      const peer = await wire.connected();
      peer.send('40');
      peer.send('451-["message",{"_placeholder":true,"num":0}]');
      await peer.packet();
      peer.socket.terminate();
    },
    'after the probe': async () => {
      const sid = await wire.begin();
      await wire.post(sid, '40');
      const peer = wire.connect({ sid });
      await new Promise((resolve) => peer.socket.once('open', resolve));
      peer.send('2probe');
      assert.equal(await peer.next(), '3probe');
      peer.socket.terminate();
    },
    'right after the upgrade': async () => {
      const sid = await wire.begin();
      await wire.post(sid, '40');
      const peer = wire.connect({ sid });
      await new Promise((resolve) => peer.socket.once('open', resolve));
      peer.send('2probe');
      peer.send('5');
      peer.socket.terminate();
    },
    'silently, with its connection open': async () => {
      const peer = await wire.connected();
      peer.send('40');
      await peer.packet();
      assert.equal(await peer.closed, 1000);
    },
  };
  for (const [state, vanish] of Object.entries(states)) it(`${state} leaves nothing behind`, vanish);
});

describe('a half upgrade', () => {
  it('leaves a client on polling, which never notices', async () => {
    const url = await proxy((near, far) => {
      near.once('data', (bytes) => {
        if (bytes.includes('Upgrade: websocket')) far.destroy();
      });
    });
    const socket = client(url);
    await once(socket, 'connect');
    for (let i = 0; i < 20; ++i) {
      socket.emit('message', i);
      assert.equal((await once(socket, 'message-back'))[0], i);
    }
    assert.equal(socket.io.engine.transport.name, 'polling');
  });

  it('that nobody completes times out', async () => {
    const other = await serveEcho(['--plugin.socketio.upgrade-timeout=0.2', '--plugin.socketio.ping-interval=10']);
    const otherWire = new Wire(other.url, '/socket.io');
    const sid = await otherWire.begin();
    const peer = otherWire.connect({ sid });
    await new Promise((resolve) => peer.socket.once('open', resolve));
    peer.send('2probe');
    await peer.closed;
    await otherWire.post(sid, '40');
    assert.match(await otherWire.packet(sid), /^40\{/);
    await other.stop();
  });
});

describe('a network that loses', () => {
  it('a POST: the client comes back, and goes on', async () => {
    let victims = 1;
    const url = await proxy((near, far) => {
      near.on('data', (bytes) => {
        if (victims > 0 && bytes.includes('POST') && bytes.includes('lost')) {
          --victims;
          near.destroy();
          far.destroy();
        }
      });
    });
    const socket = client(url, { transports: ['polling'] });
    await once(socket, 'connect');
    socket.emit('message', 'lost');
    await once(socket, 'disconnect');
    await once(socket, 'connect');
    socket.emit('message', 'found');
    assert.equal((await once(socket, 'message-back'))[0], 'found');
  });

  for (const transport of ['polling', 'websocket']) {
    it(`the connection of ${transport}: the socket is recovered`, async () => {
      const open = new Set();
      const url = await proxy((near) => open.add(near));
      const socket = client(url, { transports: [transport] });
      await once(socket, 'auth'); // whose offset the client keeps
      const { id } = socket;
      if (transport === 'polling') await poll(async () => (await number('callbooth_http_held_requests')) > 0, 'a GET waits');
      open.forEach((side) => side.destroy());
      await once(socket, 'disconnect');
      await once(socket, 'connect');
      assert.equal(socket.recovered, true);
      assert.equal(socket.id, id);
    });
  }
});

describe('a proxy that closes idle connections', () => {
  for (const transport of ['polling', 'websocket']) {
    it(`does not end ${transport}, which is never idle for long`, async () => {
      const url = await proxy((near, far) => {
        for (const side of [near, far]) side.setTimeout(900, () => side.destroy());
      });
      const socket = client(url, { transports: [transport] });
      await once(socket, 'connect');
      let lost = false;
      socket.on('disconnect', () => (lost = true));
      let pings = 0;
      socket.io.on('ping', () => ++pings);
      await poll(() => pings > 6 || lost, 'pings');
      assert.equal(lost, false);
    });
  }
});

describe('a server that stops', () => {
  it('lets its clients go, and takes them back', async () => {
    const first = await serveEcho();
    const socket = client(first.url, { transports: ['websocket'] });
    await once(socket, 'connect');
    const lost = once(socket, 'disconnect');
    await first.stop();
    assert.deepEqual((await lost)[0], 'transport close');
  });
});
