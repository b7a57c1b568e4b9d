// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Räume',
    introduction:
      'Ein Raum ist für zwei. Eine Person öffnet ihn und gibt den Link weiter, die andere kommt über den Link oder die Kennung des Raums dazu. Der Link bleibt derselbe, solange dieses Fenster offen ist, auch nach einer Unterbrechung.',
    create: 'Raum öffnen',
    createHint: 'Du bekommst einen Link und einen QR-Code für eine andere Person.',
    createRoom: 'Raum öffnen',
    join: 'Raum betreten',
    linkOrId: 'Link oder Kennung des Raums',
    joinRoom: 'Betreten',
    stage: 'Video',
    callAgain: 'Noch einmal anrufen',
    leave: 'Verlassen',
    invitation: 'Lade jemanden ein',
    scan: 'Lies den Code mit einem Telefon ein oder gib den Link weiter.',
    passOn: 'Teilen…',
    roomId: 'Raum',
    local: 'Dieser Link gilt nur auf diesem Rechner. Öffne die Seite unter dem Namen oder der Adresse des Rechners im Netz, um andere einzuladen.',
  },
  noRoom: 'Das ist weder der Link noch die Kennung eines Raums.',
  invitationTitle: 'Ein Videogespräch zu zweit',
  useHere: 'Dieses Fenster benutzen',
  refused: {
    elsewhere: () => 'Der Raum ist in einem anderen Fenster offen, dieses ist nicht mehr darin.',
    closed: () => 'Der Raum wurde geschlossen, weil niemand kam. Sein Link gilt wieder, wenn du ihn noch einmal öffnest.',
    other: (reason) => `Der Server lehnt ab: ${reason}`,
  },
  activity: {
    asking: 'Warte auf Kamera und Mikrofon…',
    offline: 'Warte auf den Server…',
    opening: 'Der Raum wird geöffnet…',
    waiting: 'Der Raum ist offen. Warte, bis jemand kommt…',
    left: 'Dein Gegenüber ist gegangen. Der Raum bleibt für die nächste Person offen.',
    gone: 'Dein Gegenüber ist gegangen. Die Seite ruft an, sobald es wieder im Raum ist; du kannst auch selbst anrufen.',
    connecting: 'Verbinde…',
    interrupted: 'Die Verbindung ist unterbrochen. Vielleicht kommt sie von selbst zurück.',
    noPicture: 'Dein Gegenüber sendet kein Bild.',
    unanswered: 'Es kam keine Antwort. Die Seite versucht es von selbst wieder.',
    refusal: {
      full: 'In diesem Raum sind schon zwei Personen. Die Seite versucht es von selbst wieder.',
      unknown: 'Diesen Raum gibt es nicht, oder die Person, die ihn geöffnet hat, ist gerade weg. Die Seite versucht es von selbst wieder.',
      elsewhere: 'Der Raum ist in einem anderen Fenster offen.',
      closed: 'Der Raum ist geschlossen.',
      other: 'Du bist nicht im Raum.',
    },
  },
};
