// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    sender: 'Sender',
    receiver: 'Empfänger',
    both: 'Videogespräch',
    introSender: 'Deine Kamera geht an einen der anderen. Wähle jemanden aus der Liste; ein Empfänger zeigt dein Bild.',
    introReceiver: 'Diese Seite wartet auf einen Anruf, nimmt ihn an und zeigt das Bild. Von dir wird nichts gesendet.',
    introBoth: 'Du siehst und hörst jemand anderen, und umgekehrt. Wähle jemanden aus der Liste oder warte auf einen Anruf.',
    stage: 'Video',
    ownId: 'Du bist',
    others: 'Andere Personen',
    hangUp: 'Auflegen',
  },
  nobody: 'Noch ist niemand sonst hier. Öffne ein zweites Fenster oder schick jemandem die Adresse dieser Seite.',
  call: 'Anrufen',
  callThis: (id) => `${id} anrufen`,
  callFirst: 'Den Ersten der Liste anrufen',
  end: 'Auflegen',
  ending: {
    ended: 'Das Gespräch ist beendet.',
    unanswered: 'Niemand hat geantwortet. Vielleicht ist dort eine Seite anderer Art offen, oder es läuft schon ein Gespräch.',
  },
  activity: {
    asking: 'Warte auf Kamera und Mikrofon…',
    offline: 'Warte auf den Server…',
    idle: {
      sender: 'Wähle, wer dein Bild bekommt.',
      receiver: 'Warte auf einen Anruf…',
      both: 'Ruf jemanden an oder warte auf einen Anruf.',
    },
    connecting: 'Verbinde…',
    interrupted: 'Die Verbindung ist unterbrochen. Vielleicht kommt sie von selbst zurück.',
    sending: (id) => `Dein Bild geht an ${id}.`,
    noPicture: 'Die andere Person sendet kein Video.',
  },
};
