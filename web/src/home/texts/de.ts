// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Callbooth',
    lead: 'Wege, sich über das Netz zu treffen. Jeder öffnet sich im Browser und braucht nur diesen Server.',
    introduction:
      'Jede dieser Seiten ist ein System. Manche brauchen ein zweites Fenster oder jemanden, der dieselbe Seite öffnet.',
    chatroulette: 'Chatroulette',
    chatrouletteSentence: 'Video und Chat mit jemandem, der auch Gesellschaft sucht; „Weiter“ bringt jemand anderen.',
    queue: 'Warteschlange',
    queueSentence: 'Räume für zwei, der Reihe nach: Wer als Nächstes kommt, wird mit dem verbunden, der wartet.',
    rooms: 'Räume',
    roomsSentence: 'Öffne einen Raum für zwei und gib den Link oder QR-Code an eine andere Person weiter.',
    chatroom: 'Chatraum',
    chatroomSentence: 'Wähle einen Namen und schreib mit allen im Raum.',
    cursors: 'Gemeinsame Zeiger',
    cursorsSentence: 'Die Zeiger aller auf einer Tafel, wie sie gerade bewegt werden.',
    remote: 'Fernbedienung',
    remoteSentence: 'Lies mit dem Telefon einen Code ein und bewege damit den Zeiger auf diesem Bildschirm.',
    peers: 'Liste der anderen',
    peersSentence: 'Sieh, wer da ist, und ruf an; gemacht mit RTCPeerConnection allein.',
    simple: 'Liste der anderen, simple-peer',
    simpleSentence: 'Dasselbe, gemacht mit der Bibliothek simple-peer.',
    both: 'Videogespräch',
    sender: 'Sender',
    receiver: 'Empfänger',
    peersBoth: 'Videogespräch, ohne Bibliothek',
    peersSender: 'Sender, ohne Bibliothek',
    peersReceiver: 'Empfänger, ohne Bibliothek',
    simpleBoth: 'Videogespräch, simple-peer',
    simpleSender: 'Sender, simple-peer',
    simpleReceiver: 'Empfänger, simple-peer',
    feed: 'Live-Werte',
    feedSentence: 'Werte eines laufenden Dienstes, sobald sie kommen, mit einem Diagramm.',
    webcam: 'Webcam',
    webcamSentence: 'Sieh dir die eigene Kamera an, mit der Auflösung und von der Seite, die du willst.',
  },
};
