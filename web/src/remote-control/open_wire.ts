// SPDX-License-Identifier: MIT

import { type Ticket, addressOf } from './code';
import { openSocket } from './socket';
import type { Wire, WireEvents } from './wire';

/** The booth's own, or through the page's server, as the code says. */
export function openWire(events: WireEvents, { code }: Ticket): Wire {
  const address = addressOf(code);
  return address ? openLater(import('./relay').then(({ openRelay }) => openRelay(address, events)), events) : openSocket(events);
}

/** Until it is loaded, there is nothing to send. */
function openLater(loading: Promise<Wire>, events: WireEvents): Wire {
  let wire: Wire | null = null;
  let closed = false;
  loading.then(
    (loaded) => {
      wire = loaded;
      if (closed) wire.close();
    },
    () => events.closed(),
  );
  return {
    send: (text) => wire?.send(text),
    close: () => {
      closed = true;
      wire?.close();
    },
  };
}
