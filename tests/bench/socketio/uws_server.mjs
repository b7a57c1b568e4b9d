// SPDX-License-Identifier: MIT
// Runs under Bun, whose server is uWebSockets: as much of Socket.IO as the bench needs and no more, without polling,
// time-outs, limits or rooms. A server cannot do much less for a message. Prints its URL.

import { announce } from './handlers.mjs';

const all = {};
const change = announce(all, () => server.subscriberCount('/cursors'), (text) => server.publish('/cursors', `42/cursors,["update",${text}]`));

const events = {
  message: (socket, values) => { socket.send(`42["message-back"${values}]`); },
  'to-all': (socket, values) => { server.publish('/', `42["from-one"${values}]`); },
};

function take(socket, packet) {
  const [event, ...values] = JSON.parse(packet);
  events[event]?.(socket, values.map((value) => `,${JSON.stringify(value)}`).join(''));
}

function move(socket, packet) {
  const [, { x, y }] = JSON.parse(packet);
  all[socket.data.id] = { id: socket.data.id, x, y };
  change();
}

function join(socket, space) {
  socket.subscribe(space);
  socket.send(`40${space === '/' ? '' : `${space},`}{"sid":"${socket.data.id}"}`);
  if (space === '/') socket.send('42["auth",{}]');
  else move(socket, '["update",{"x":0.5,"y":0.5}]');
}

const websocket = {
  open: (socket) => { socket.send(`0{"sid":"${socket.data.id}","upgrades":[],"pingInterval":25000,"pingTimeout":60000,"maxPayload":1000000}`); },
  message: (socket, text) => {
    if (text.startsWith('42[')) take(socket, text.slice(2));
    else if (text.startsWith('42/cursors,')) move(socket, text.slice(11));
    else if (text.startsWith('40')) join(socket, text === '40' ? '/' : '/cursors');
  },
  close: (socket) => { delete all[socket.data.id]; change(); },
};
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, self) => (self.upgrade(request, { data: { id: crypto.randomUUID() } }) ? undefined : new Response('', { status: 404 })),
  websocket,
});
console.log(`http://127.0.0.1:${server.port}`);
