// SPDX-License-Identifier: MIT
// Our built pages with the systems as tutorials build them, and npm's PeerServer: a site without anything native.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { ExpressPeerServer } from 'peer';
import { Server } from 'socket.io';

import { systems } from './tutorial_servers.mjs';

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

/** Serves the pages in `root` on `port`, with the `wanted` systems. Returns `{url, port, stop}`. */
export async function startSystemsSite(root, port = 0, wanted = Object.keys(places)) {
  const app = express();
  const http = createServer(app);
  const io = new Server(http, { destroyUpgrade: false });
  for (const name of wanted) systems[name](io.of(places[name]));
  await once(http.listen(port, '127.0.0.1'), 'listening');
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
  const sockets = new Set();
  http.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  const stop = async () => {
    const closed = once(http, 'close');
    io.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const address = http.address();
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, io, stop };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { url } = await startSystemsSite(process.argv[2], Number(process.argv[3] ?? 0), process.argv[4]?.split(','));
  console.log(`listening on ${url}`);
}
