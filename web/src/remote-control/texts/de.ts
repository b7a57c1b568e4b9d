// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Fernbedienung',
    introduction: 'Dieses Telefon steuert die Kabine, deren Code du eingelesen hast, bis du sie zurückgibst, dort ein neuer Code gemacht wird oder die Zeit um ist.',
    booth: 'Kabine',
    entrance: 'Eine Kabine steuern',
    entranceHint: 'Lies den QR-Code ein, den die Kabine zeigt, oder gib ihren Code oder ihre Adresse ein.',
    code: 'Code oder Adresse',
    enter: 'Steuern',
    parts: 'Teile der Fernbedienung',
    chat: 'Chat',
    chatHint: 'Was du hier schreibst, wird an die andere Person im Gespräch gesendet.',
    pointer: 'Zeiger',
    pad: 'Tastfeld',
    padHint: 'Bewege einen Finger über das Feld: Der Zeiger bewegt sich über das Bild der Kabine.',
    devices: 'Geräte',
    speaker: 'Lautsprecher',
    more: 'Mehr',
    next: 'Weiter',
    hangup: 'Auflegen',
    accept: 'Annehmen',
    refuse: 'Ablehnen',
    leave: 'Kabine zurückgeben',
  },
  state: {
    connecting: 'verbindet',
    connected: 'verbunden',
    lost: 'unterbrochen, neuer Versuch',
    refused: 'nicht verbunden',
  },
  refused: {
    none: '',
    other: 'Die Kabine hat dieses Telefon nicht zugelassen. Lies ihren Code neu ein.',
    'wrong-code': 'Dieser Code gilt nicht oder nicht mehr. Lies den ein, den die Kabine jetzt zeigt.',
    busy: 'Ein anderes Telefon steuert diese Kabine.',
    'too-many': 'Es waren zu viele Versuche. Warte eine Minute und lies den Code dann neu ein.',
    replaced: 'Die Kabine hat einen neuen Code. Lies ihn ein, um weiterzumachen.',
    dropped: 'Die Fernbedienung ist beendet. Lies den Code der Kabine ein, um neu zu beginnen.',
  },
  shortcut: {
    next: 'Die nächste Person',
    point: 'Den Zeiger bewegen, wenn das Feld ausgewählt ist',
  },
  lost: 'Die Verbindung zur Kabine ist unterbrochen. Die Seite versucht es weiter und macht dann von selbst weiter.',
  calls: (peer: string) => `${peer} ruft an`,
  failed: (why: string) => `Das ging nicht: ${why}`,
  done: 'Erledigt.',
  fromFile: 'Wie in der Datei der Kabine',
  noDevice: 'Nicht vorhanden',
};
