// SPDX-License-Identifier: MIT

import type { Wire, WireEvents } from './wire';

/** To the booth itself, which has served this page. */
export function openSocket(events: WireEvents): Wire {
  const url = new URL('./socket', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => events.opened());
  socket.addEventListener('message', ({ data }) => events.received(String(data)));
  socket.addEventListener('close', () => events.closed());
  return { send: (text) => socket.send(text), close: () => socket.close() };
}
