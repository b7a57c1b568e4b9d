// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Cola',
    introduction:
      'Estás en una cola de salas para dos. Quien llega después se conecta contigo. «Siguiente» sale de la sala y te pone al final de la cola.',
    stage: 'Vídeo',
    next: 'Siguiente',
  },
  nextKey: 'Buscar a otra persona',
  activity: {
    asking: 'Esperando tu cámara y tu micrófono…',
    offline: 'Esperando al servidor…',
    noSignaling: 'No se puede llegar al PeerServer. Seguimos intentándolo…',
    waiting: 'Esperando a que llegue alguien…',
    connecting: 'Hay alguien, conectando…',
    interrupted: 'La conexión está interrumpida. Puede que vuelva por sí sola.',
    noPicture: 'La otra persona no envía imagen.',
  },
};
