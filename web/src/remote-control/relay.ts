// SPDX-License-Identifier: MIT

import { io } from 'socket.io-client';

import type { Wire, WireEvents } from './wire';

const ANSWER_TIMEOUT_MS = 8000;

/** Through the plugin `remote` of the page's own server, to the booth that attends this address there. */
export function openRelay(address: string, events: WireEvents): Wire {
  const socket = io('/remote', { forceNew: true, reconnection: false });
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    socket.disconnect();
    events.closed();
  };
  socket.on('connect', () => events.opened());
  socket.on('fromBooth', (text: unknown) => typeof text === 'string' && events.received(text));
  for (const event of ['boothLeft', 'disconnect', 'connect_error']) socket.on(event, close);
  const send = (text: string) =>
    socket.timeout(ANSWER_TIMEOUT_MS).emit('toBooth', address, text, (error: unknown, there: unknown) => {
      if (error || there === false) close();
    });
  return { send, close };
}
