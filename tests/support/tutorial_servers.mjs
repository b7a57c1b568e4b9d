// SPDX-License-Identifier: MIT
// The systems as their tutorials build them: short handlers on npm's socket.io, without limits. What ours are compared
// with, and what the booth has to get along with. As a script: node tutorial_servers.mjs [SYSTEM=NAMESPACE]...

import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

import { Server } from 'socket.io';

/** Rooms of two; the one who waits is told whom to call with PeerJS. */
function queue(space) {
  let rooms = [];
  const join = (member) => {
    const room = rooms.find(({ members }) => members.length === 1);
    if (room) {
      space.to(room.members[0].id).emit('new_member', member.peerId);
      room.members.push(member);
    } else rooms.push({ members: [member] });
  };
  const leave = (id) => {
    const room = rooms.find(({ members }) => members.some((member) => member.id === id));
    if (!room) return;
    rooms = rooms.filter((other) => other !== room);
    const [rest] = room.members.filter((member) => member.id !== id);
    if (!rest) return;
    space.to(rest.id).emit('member_left', room.members.find((member) => member.id === id).peerId);
    return rest;
  };
  space.on('connection', (socket) => {
    socket.on('wantToJoin', (peerId) => {
      const rest = leave(socket.id);
      join({ id: socket.id, peerId });
      if (rest) join(rest);
    });
    socket.on('disconnect', () => {
      const rest = leave(socket.id);
      if (rest) join(rest);
    });
  });
}

/** People with nicknames, and what they write. */
function chatroom(space) {
  const names = new Map();
  space.on('connection', (socket) => {
    socket.on('name', (name) => {
      if (typeof name !== 'string' || name.trim() === '') return socket.emit('nameError', 'The name is empty.');
      if (name.length > 32) return socket.emit('nameError', 'The name is too long.');
      if ([...names].some(([id, other]) => other === name && id !== socket.id))
        return socket.emit('nameError', 'The name is taken.');
      names.set(socket.id, name);
      socket.emit('name', name);
    });
    socket.on('message', (text) => {
      if (names.has(socket.id)) space.emit('message', { id: socket.id, name: names.get(socket.id) }, text);
    });
    socket.on('disconnect', () => names.delete(socket.id));
  });
}

/** Everybody's cursor, ten times a second. Shares `update` with `remote`: here it has one argument. */
function cursors(space) {
  const all = {};
  let changed = false;
  setInterval(() => {
    if (changed) space.emit('update', all);
    changed = false;
  }, 100).unref();
  space.on('connection', (socket) => {
    all[socket.id] = { id: socket.id, x: Math.random(), y: Math.random() };
    changed = true;
    socket.emit('update', all);
    socket.on('update', (position, ...others) => {
      if (others.length > 0) return;
      Object.assign(all[socket.id], { x: position.x, y: position.y });
      changed = true;
    });
    socket.on('disconnect', () => {
      delete all[socket.id];
      changed = true;
    });
  });
}

/** One socket moves what another one shows. */
function remote(space) {
  space.on('connection', (socket) => {
    socket.on('update', (targetId, ...others) => {
      if (others.length === 1 && space.sockets.has(targetId)) space.to(targetId).emit('update', others[0]);
    });
  });
}

/** The list of those who are connected. */
function clients(space) {
  const all = {};
  space.on('connection', (socket) => {
    all[socket.id] = { id: socket.id };
    space.emit('clients', all);
    socket.on('disconnect', () => {
      delete all[socket.id];
      space.emit('clients', all);
    });
  });
}

const relays = (...events) => (space) => {
  clients(space);
  space.on('connection', (socket) => {
    for (const event of events)
      socket.on(event, (peerId, value) => {
        if (space.sockets.has(peerId)) space.to(peerId).emit(event, peerId, value, socket.id);
      });
  });
};

export const systems = {
  queue,
  chatroom,
  cursors,
  remote,
  peers: relays('peerOffer', 'peerAnswer', 'peerIce'),
  signal: relays('signal'), // for simple-peer
};

/** Starts a server with the systems of `places`, such as `{ peers: '/', queue: '/queue' }`, on any port or the one that
    is given. Other options are those of socket.io. Returns `{ url, port, io, stop }`. */
export async function startTutorialServer(places, { port = 0, ...options } = {}) {
  const http = createServer();
  const io = new Server(http, { cors: { origin: '*' }, ...options });
  for (const [system, name] of Object.entries(places)) systems[system](io.of(name));
  await once(http.listen(port, '127.0.0.1'), 'listening');
  const { port: taken } = http.address();
  return { url: `http://127.0.0.1:${taken}`, port: taken, io, stop: () => io.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startTutorialServer(Object.fromEntries(process.argv.slice(2).map((place) => place.split('='))));
  console.log(`listening on ${url}`);
}
