// SPDX-License-Identifier: MIT
// Our built pages with the systems as tutorials build them, and npm's PeerServer: a site without anything native.
// Usage: systems_site.mjs ROOT PORT SYSTEM,... A process of its own, for the timers of `peer` never end.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { ExpressPeerServer } from 'peer';
import { Server } from 'socket.io';

import { systems } from '../support/tutorial_servers.mjs';

// `peer` brings it.
const express = createRequire(createRequire(import.meta.url).resolve('peer'))('express');

const places = {
  queue: '/queue',
  chatroom: '/chatroom',
  cursors: '/cursors',
  remote: '/remote',
  peers: '/peers',
  signal: '/peers',
};
const policy =
  "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'";

const [root, port, wanted] = process.argv.slice(2);
const app = express();
const http = createServer(app);
const io = new Server(http, { destroyUpgrade: false });
for (const name of wanted.split(',')) systems[name](io.of(places[name]));
// Its WebSocket server refuses all that is not its own.
const peerServer = createServer();
http.on('upgrade', (request, ...rest) => {
  if (request.url.startsWith('/signaling')) peerServer.emit('upgrade', request, ...rest);
});
const signaling = ExpressPeerServer(peerServer, { path: '/' });
signaling.on('error', () => {}); // without a listener it ends the process
app.use('/signaling', signaling);
app.get('/ice', (_, response) => response.json({ iceServers: [] }));
app.use((_, response, next) => {
  response.set('Content-Security-Policy', policy);
  next();
});
app.use(express.static(root));
await once(http.listen(Number(port), '127.0.0.1'), 'listening');
console.log(`listening on http://127.0.0.1:${http.address().port}`);
