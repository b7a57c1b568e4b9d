// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    sender: 'Emisor',
    receiver: 'Receptor',
    both: 'Videollamada',
    introSender: 'Tu cámara va a una de las otras personas. Elige a alguien de la lista; un receptor muestra tu imagen.',
    introReceiver: 'Esta página espera una llamada, la acepta y muestra la imagen. De ti no se envía nada.',
    introBoth: 'Ves y oyes a otra persona, y ella a ti. Elige a alguien de la lista o espera una llamada.',
    stage: 'Vídeo',
    ownId: 'Tú eres',
    others: 'Otras personas',
    hangUp: 'Colgar',
  },
  nobody: 'Todavía no hay nadie más. Abre otra ventana o envía a alguien la dirección de esta página.',
  call: 'Llamar',
  callThis: (id) => `Llamar a ${id}`,
  callFirst: 'Llamar al primero de la lista',
  end: 'Colgar',
  ending: {
    ended: 'La llamada ha terminado.',
    unanswered: 'No hubo respuesta. Quizá allí haya abierta una página de otro tipo, o ya esté en una llamada.',
  },
  activity: {
    asking: 'Esperando tu cámara y tu micrófono…',
    offline: 'Esperando al servidor…',
    idle: {
      sender: 'Elige quién recibe tu imagen.',
      receiver: 'Esperando una llamada…',
      both: 'Llama a alguien o espera una llamada.',
    },
    connecting: 'Conectando…',
    interrupted: 'La conexión está interrumpida. Puede que vuelva por sí sola.',
    sending: (id) => `Tu imagen va a ${id}.`,
    noPicture: 'La otra persona no envía vídeo.',
  },
};
