// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Callbooth',
    lead: 'Maneras de encontrarse por la red. Cada una se abre en el navegador y solo necesita este servidor.',
    introduction:
      'Cada una de estas páginas es un sistema. Algunas necesitan otra ventana, o a alguien que abra la misma página.',
    chatroulette: 'Chatroulette',
    chatrouletteSentence: 'Vídeo y chat con alguien que también busca compañía; «Siguiente» trae a otra persona.',
    queue: 'Cola',
    queueSentence: 'Salas para dos, por orden: quien llega se conecta con quien espera.',
    rooms: 'Salas',
    roomsSentence: 'Abre una sala para dos y comparte el enlace o el código QR con otra persona.',
    chatroom: 'Sala de chat',
    chatroomSentence: 'Elige un nombre y escribe con todos en la sala.',
    cursors: 'Cursores compartidos',
    cursorsSentence: 'Los cursores de todos en un tablero, tal como se mueven.',
    remote: 'Mando a distancia',
    remoteSentence: 'Escanea un código con un teléfono y mueve con él el puntero de esta pantalla.',
    peers: 'Lista de participantes',
    peersSentence: 'Mira quién está y llama; hecho solo con RTCPeerConnection.',
    simple: 'Lista de participantes, simple-peer',
    simpleSentence: 'Lo mismo, hecho con la biblioteca simple-peer.',
    both: 'Videollamada',
    sender: 'Emisor',
    receiver: 'Receptor',
    peersBoth: 'Videollamada, sin biblioteca',
    peersSender: 'Emisor, sin biblioteca',
    peersReceiver: 'Receptor, sin biblioteca',
    simpleBoth: 'Videollamada, simple-peer',
    simpleSender: 'Emisor, simple-peer',
    simpleReceiver: 'Receptor, simple-peer',
    feed: 'Datos en directo',
    feedSentence: 'Los valores de un servicio en directo, según llegan, con una gráfica.',
    webcam: 'Cámara web',
    webcamSentence: 'Mira tu propia cámara, con la resolución y desde el lado que quieras.',
  },
};
