// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Mando a distancia',
    introduction: 'Este teléfono controla la cabina cuyo código has escaneado, hasta que la devuelvas, se cree allí otro código o se acabe el tiempo.',
    booth: 'Cabina',
    entrance: 'Controlar una cabina',
    entranceHint: 'Escanea el código QR que muestra la cabina, o escribe su código o su dirección.',
    code: 'Código o dirección',
    enter: 'Controlar',
    parts: 'Partes del mando',
    chat: 'Chat',
    chatHint: 'Lo que escribas aquí se envía a la otra persona de la llamada.',
    pointer: 'Puntero',
    pad: 'Panel táctil',
    padHint: 'Mueve un dedo por el panel: el puntero se mueve por la imagen de la cabina.',
    devices: 'Equipos',
    speaker: 'Altavoz',
    more: 'Más',
    next: 'Siguiente',
    hangup: 'Colgar',
    accept: 'Aceptar',
    refuse: 'Rechazar',
    leave: 'Devolver la cabina',
  },
  state: {
    connecting: 'conectando',
    connected: 'conectado',
    lost: 'perdida, reintentando',
    refused: 'no conectado',
  },
  refused: {
    none: '',
    other: 'La cabina no ha admitido este teléfono. Escanea de nuevo su código.',
    'wrong-code': 'Este código no es válido o ya no lo es. Escanea el que la cabina muestra ahora.',
    busy: 'Otro teléfono controla esta cabina.',
    'too-many': 'Ha habido demasiados intentos. Espera un minuto y escanea el código de nuevo.',
    replaced: 'La cabina tiene un código nuevo. Escanéalo para seguir.',
    dropped: 'El mando ha terminado. Escanea el código de la cabina para empezar de nuevo.',
  },
  shortcut: {
    next: 'La siguiente persona',
    point: 'Mover el puntero cuando el panel está seleccionado',
  },
  lost: 'Se ha perdido la conexión con la cabina. La página sigue intentándolo y continúa por sí sola.',
  calls: (peer: string) => `Llama ${peer}`,
  failed: (why: string) => `No ha funcionado: ${why}`,
  done: 'Hecho.',
  fromFile: 'Según el archivo de la cabina',
  noDevice: 'No hay',
};
