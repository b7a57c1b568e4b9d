// SPDX-License-Identifier: MIT
// Our page, from the folder in the first argument, as people serve such pages with npm's `peer` today: ExpressPeerServer for
// signaling, and a few lines for matchmaking. A process of its own, for the timers of `peer` never end.

import { createRequire } from 'node:module';
import { ExpressPeerServer } from 'peer';

// `peer` brings it.
const express = createRequire(createRequire(import.meta.url).resolve('peer'))('express');

const app = express();
const http = app.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${http.address().port}`));
const signaling = ExpressPeerServer(http, { path: '/' });
signaling.on('error', () => {}); // without a listener it ends the process
const connected = new Set();
let waiting = [];
signaling.on('connection', (client) => connected.add(client.getId()));
signaling.on('disconnect', (client) => {
  connected.delete(client.getId());
  waiting = waiting.filter((id) => id !== client.getId());
});
app.use('/signaling', signaling);
app.get('/find', ({ query: { id } }, response) => {
  if (!connected.has(id)) return response.status(404).send('Not found');
  const other = waiting.find((candidate) => candidate !== id);
  waiting = waiting.filter((candidate) => candidate !== id && candidate !== other);
  if (!other) waiting.push(id);
  return other ? response.type('text/plain').send(other) : response.status(404).send('Not found');
});
app.use(express.static(process.argv[2], { index: 'chatroulette.html' }));
