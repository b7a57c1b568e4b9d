// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Chatraum',
    introduction: 'Alle im Raum lesen, was alle schreiben. Nichts wird aufgehoben: Wer später kommt, sieht nur, was danach geschrieben wird.',
    entrance: 'Raum betreten',
    entranceHint: 'Alle im Raum sehen deinen Namen bei dem, was du schreibst.',
    name: 'Dein Name',
    enter: 'Eintreten',
    rename: 'Namen ändern',
    chatHint: 'Seit du hier bist, hat noch niemand etwas geschrieben.',
  },
  back: 'Du bist wieder im Raum.',
  away: 'Solange der Server weg ist, bist du nicht im Raum.',
  refused: (reason) => `Dieser Name geht nicht: ${reason}`,
  unnamed: 'Jemand',
};
