// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Fernbedienung',
    introduction: 'Ein Telefon, das die Adresse dieses Bildschirms öffnet, bewegt den Zeiger darauf. Ein Telefon bewegt einen Bildschirm und keinen anderen.',
    screen: 'Bildschirm mit dem Zeiger',
    invitation: 'Telefon verbinden',
    scan: 'Lies den Code ein oder öffne die Adresse darunter.',
    local: 'Diese Adresse gilt nur auf diesem Rechner. Öffne die Seite unter dem Namen oder der Adresse des Rechners im Netz, um ein Telefon zu benutzen.',
    pad: 'Tastfeld',
  },
  controllerTitle: 'Steuerung',
  controllerIntroduction: 'Was du auf dem Feld tust, bewegt den Zeiger auf dem Bildschirm, dessen Adresse du geöffnet hast.',
  desktop: {
    offline: 'Warte auf den Server…',
    waiting: 'Warte auf ein Telefon…',
  },
  controller: {
    offline: 'Warte auf den Server…',
    ready: 'Bewege einen Finger oder die Maus über das Feld, oder benutze die Pfeiltasten.',
    missing: 'Diese Adresse nennt keinen Bildschirm. Lies den Code auf dem Bildschirm ein, den du bewegen möchtest.',
    unknown: 'Diesen Bildschirm gibt es nicht mehr. Lies seinen Code neu ein oder warte: Die Seite sucht ihn weiter.',
  },
  move: 'Den Zeiger bewegen, wenn das Feld ausgewählt ist',
};
