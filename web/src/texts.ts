// SPDX-License-Identifier: MIT
// All that the page says, in one place.

import type { Kind } from './devices';
import type { ConnectionState } from './partner';

const nouns: Record<Kind, string> = { audio: 'microphone', video: 'camera' };
const titles: Record<Kind, string> = { audio: 'Microphone', video: 'Webcam' };

export const texts = {
  signaling: {
    connecting: 'connecting',
    connected: 'connected',
    lost: (seconds: number) => `lost, again in ${seconds} s`,
  },

  connection: {
    none: 'none',
    connecting: 'connecting',
    connected: 'connected',
    interrupted: 'interrupted',
  } satisfies Record<ConnectionState, string>,

  activity: {
    asking: 'Waiting for your camera and microphone…',
    offline: 'Waiting for the server…',
    searching: 'Looking for a partner…',
    unanswered: 'The server does not answer the search. Still trying…',
    calling: 'Found somebody, connecting…',
    noPicture: 'Your partner sends no picture.',
  },

  device: {
    unnamed: (kind: Kind, number: number) => `${titles[kind]} ${number}`,
    none: (kind: Kind) => `No ${nouns[kind]}`,
  },

  trouble: {
    insecure:
      'Browsers allow camera and microphone on secure pages only. Open this page over https. ' +
      'You can still see, hear and write.',
    denied: (what: string) =>
      `The browser may not use your ${what}. Allow it in the address bar. Until then you can still see, hear and write.`,
    missing: (what: string) => `There is no ${what}. Plug one in, or go on without: you can still see, hear and write.`,
    busy: (what: string) => `Your ${what} cannot be opened. Another program may be using it.`,
    other: (what: string, reason: string) => `Your ${what} cannot be opened: ${reason}`,
  },
  kinds: (kinds: Kind[]) => kinds.map((kind) => nouns[kind]).join(' and '),
  retry: 'Try again',
  soundBlocked: 'The browser plays sound only after a click.',
  soundOn: 'Turn sound on',
};
