// SPDX-License-Identifier: MIT
// Released clients of Socket.IO 4 with our server, unchanged, with each setting of `transports`.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { io as newest } from 'socket.io-client';
import { io as io40 } from 'socket.io-client-4.0';
import { io as io44 } from 'socket.io-client-4.4';

import { poll } from '../support/poll.mjs';
import { once, serveEcho } from '../support/socketio_server.mjs';

const clients = { newest, '4.0': io40, '4.4': io44 };
const transports = [undefined, ['polling'], ['websocket'], ['websocket', 'polling']];

for (const [version, io] of Object.entries(clients)) {
  for (const list of transports) {
    describe(`socket.io-client ${version}, transports ${list ?? 'as they are'}`, () => {
      let server;
      const sockets = [];
      const connect = (path = '', options = {}) => {
        const socket = io(server.url + path, { transports: list, forceNew: true, reconnection: false, ...options });
        sockets.push(socket);
        return socket;
      };

      before(async () => {
        // Much longer than the file says: a busy machine is slow.
        server = await serveEcho(['--plugin.socketio.ping-timeout=20', '--plugin.socketio.connect-timeout=20']);
      });
      after(async () => {
        sockets.forEach((socket) => socket.disconnect());
        await server?.stop();
      });

      it('connects with its auth', async () => {
        const socket = connect('', { auth: { token: 'a token' } });
        const [auth] = await once(socket, 'auth');
        assert.deepEqual(auth, { token: 'a token' });
        assert.match(socket.id, /^[\w-]{20}$/);
      });

      it('connects to a namespace, and not to one that is not there', async () => {
        const [auth] = await once(connect('/custom', { auth: { a: 1 } }), 'auth');
        assert.deepEqual(auth, { a: 1 });
        const [error] = await once(connect('/nowhere'), 'connect_error');
        assert.equal(error.message, 'Invalid namespace');
      });

      it('gets back what it sends', async () => {
        const socket = connect();
        const values = [1, 'äöü €', { a: [null, true, 1.5] }, []];
        socket.emit('message', ...values);
        assert.deepEqual(await once(socket, 'message-back'), values);
      });

      it('gets back binaries, also empty ones', async () => {
        const socket = connect();
        socket.emit('message', Buffer.from([1, 2, 3]), { nested: [Buffer.from('x'.repeat(100_000))] }, Buffer.alloc(0));
        const [first, second, third] = await once(socket, 'message-back');
        assert.deepEqual(Buffer.from(first), Buffer.from([1, 2, 3]));
        assert.equal(Buffer.from(second.nested[0]).toString(), 'x'.repeat(100_000));
        assert.equal(third.byteLength ?? third.length, 0);
      });

      it('gets acknowledgements, with binaries too', async () => {
        const socket = connect();
        const answer = await new Promise((resolve) => socket.emit('message-with-ack', 7, Buffer.from('b'), (...a) => resolve(a)));
        assert.equal(answer[0], 7);
        assert.equal(Buffer.from(answer[1]).toString(), 'b');
      });

      it('keeps the order of many messages over the upgrade', async () => {
        const socket = connect();
        const got = [];
        socket.on('message-back', (n) => got.push(n));
        for (let i = 0; i < 1000; ++i) {
          socket.emit('message', i);
          if (i % 100 === 0) await new Promise(setImmediate);
        }
        await poll(() => got.length === 1000, 'all messages', 20_000);
        assert.deepEqual(got, Array.from({ length: 1000 }, (_, i) => i));
      });

      it('ends where it wants to', async () => {
        const socket = connect();
        await once(socket, 'connect');
        const transport = () => socket.io.engine.transport.name;
        if (!list) await poll(() => transport() === 'websocket', 'the upgrade');
        else assert.equal(transport(), list[0]);
      });

      it('stays connected over many heartbeats', async () => {
        const socket = connect();
        await once(socket, 'connect');
        let lost;
        socket.on('disconnect', (reason) => (lost = reason));
        let pings = 0;
        socket.io.engine.on('packet', ({ type }) => (pings += type === 'ping'));
        await poll(() => pings >= 4 || lost, 'pings', 10_000);
        assert.equal(lost, undefined);
      });

      it('several namespaces share a connection', async () => {
        const socket = connect();
        await once(socket, 'connect');
        const other = socket.io.socket('/custom'); // which connects by itself
        await once(other, 'connect');
        assert.notEqual(other.id, socket.id);
        other.disconnect();
        socket.emit('message', 'still here');
        assert.deepEqual(await once(socket, 'message-back'), ['still here']);
        other.connect();
        await once(other, 'connect');
      });
    });
  }
}
