// SPDX-License-Identifier: MIT
// The plugin `socketio-client` at npm's socket.io, with handlers as tutorials have them. The questions are asked by
// plugins/socketio-client/npm_test.cpp.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { it } from 'node:test';

import { Server } from 'socket.io';

const serve = (socket) => {
  socket.on('echo', (...args) => socket.emit('echo-back', ...args));
  socket.on('ask', (...args) => args.pop()(...args));
  socket.on('ask-nobody', () => {});
  socket.on('question-me', async (number) => {
    const [answer, bytes] = await new Promise((resolve) => {
      socket.emit('question', number, (...args) => resolve(args));
    });
    socket.emit('answered', `${answer} ${bytes}`);
  });
  socket.on('kick-me', () => socket.disconnect());
  socket.on('close-me', () => socket.conn.close());
  // No ping is sent any more, as by a server that hangs.
  socket.on('stall-me', () => clearTimeout(socket.conn.pingIntervalTimer));
  socket.conn.on('heartbeat', () => socket.emit('heartbeat'));
};

it('the client does all that it can at npm socket.io', { timeout: 120_000 }, async () => {
  const http = createServer();
  const io = new Server(http, { pingInterval: 300, pingTimeout: 200 });
  io.on('connection', serve);
  const guarded = io.of('/private');
  guarded.use((socket, next) => {
    if (socket.handshake.auth.token === 's3cret') return next();
    next(Object.assign(new Error('not authorized'), { data: { retry: false } }));
  });
  guarded.on('connection', (socket) => {
    serve(socket);
    socket.on('crowd', (ack) => ack(io.of('/').sockets.size));
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));

  const asker = spawn(process.env.NPM_TEST, [], {
    env: { ...process.env, SOCKETIO_URL: `http://127.0.0.1:${http.address().port}` },
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => asker.once('exit', resolve));
  io.close();
  assert.equal(code, 0);
});
