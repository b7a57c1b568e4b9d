// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Webcam',
    introduction: 'Deine eigene Kamera mit der Auflösung und auf der Seite des Geräts, die du willst. Das Bild verlässt diese Seite nicht.',
    wishes: 'Was du willst',
    resolution: 'Gewünschte Auflösung',
    facing: 'Kamera',
    front: 'Vorn',
    back: 'Hinten',
    turn: 'Kamera wechseln',
    size: 'Auflösung',
    rate: 'Bilder je Sekunde',
  },
  opening: 'Warte auf die Kamera…',
  other: 'Die Kamera liefert eine andere Auflösung als die gewünschte.',
  oneSided: 'Auf dieser Seite hat das Gerät keine Kamera, deshalb wird eine andere benutzt.',
  ended: 'Die Kamera ist weg.',
  turnKey: 'Vordere oder hintere Kamera',
};
