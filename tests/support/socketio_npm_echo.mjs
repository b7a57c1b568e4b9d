// SPDX-License-Identifier: MIT
// The same as socketio-echo.toml, by npm's engine.io and socket.io: what the conformance tests are true for.
// Prints its URL.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';

import { Server } from 'socket.io';

const require = createRequire(import.meta.resolve('socket.io'));
const { Server: EngineServer } = require('engine.io');

const limits = { pingInterval: 300, pingTimeout: 200, maxHttpBufferSize: 1e6 };
const http = createServer();
const io = new Server(http, { ...limits, connectTimeout: 1000 });
for (const space of [io, io.of('/custom')]) {
  space.on('connection', (socket) => {
    socket.emit('auth', socket.handshake.auth);
    socket.on('message', (...values) => socket.emit('message-back', ...values));
    socket.on('message-with-ack', (...values) => values.pop()(...values));
  });
}
const engine = new EngineServer(limits);
engine.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
engine.attach(http, { path: '/engine.io/' });
// As our server's metrics say how many requests wait for their answer.
let held = 0;
http.on('request', (request, response) => {
  if (request.url === '/metrics') return response.end(`callbooth_http_held_requests ${held}\n`);
  ++held;
  response.on('close', () => --held);
});
http.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
