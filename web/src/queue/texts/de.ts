// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Warteschlange',
    introduction:
      'Du bist in einer Schlange von Räumen für zwei. Wer als Nächstes kommt, wird mit dir verbunden. „Weiter“ verlässt den Raum und stellt dich hinten an.',
    stage: 'Video',
    next: 'Weiter',
  },
  nextKey: 'Jemand anderen suchen',
  activity: {
    asking: 'Warte auf Kamera und Mikrofon…',
    offline: 'Warte auf den Server…',
    noSignaling: 'Der PeerServer ist nicht zu erreichen. Es wird weiter versucht…',
    waiting: 'Warte, bis jemand kommt…',
    connecting: 'Jemand ist da, verbinde…',
    interrupted: 'Die Verbindung ist unterbrochen. Vielleicht kommt sie von selbst zurück.',
    noPicture: 'Dein Gegenüber sendet kein Bild.',
  },
};
