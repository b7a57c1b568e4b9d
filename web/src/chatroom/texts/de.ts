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
  refusal: {
    invisible: 'Ein Name braucht mindestens einen Buchstaben oder ein anderes sichtbares Zeichen.',
    long: 'Ein Name hat höchstens 32 Zeichen.',
    taken: 'Diesen Namen gibt es hier schon. Wähle einen anderen.',
    other: (reason) => `Dieser Name geht nicht: ${reason}`,
  },
  unsaid: 'Deine letzte Nachricht wurde nicht weitergegeben. Du schreibst zu schnell, oder sie ist zu lang.',
  unnamed: 'Jemand',
};
