// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Salas',
    introduction:
      'Una sala es para dos. Una persona la abre y comparte el enlace, la otra entra con el enlace o con el identificador de la sala. El enlace es el mismo mientras esta ventana siga abierta, también después de una interrupción.',
    create: 'Abrir una sala',
    createHint: 'Recibes un enlace y un código QR para otra persona.',
    createRoom: 'Abrir una sala',
    join: 'Entrar en una sala',
    linkOrId: 'Enlace o identificador de la sala',
    joinRoom: 'Entrar',
    stage: 'Vídeo',
    callAgain: 'Llamar de nuevo',
    leave: 'Salir',
    invitation: 'Invita a alguien',
    scan: 'Escanea el código con un teléfono o comparte el enlace.',
    passOn: 'Compartir…',
    roomId: 'Sala',
    local: 'Este enlace solo vale en este ordenador. Abre la página con el nombre o la dirección del ordenador en tu red para invitar a otros.',
  },
  noRoom: 'Esto no es ni el enlace ni el identificador de una sala.',
  invitationTitle: 'Una videollamada para dos',
  useHere: 'Usar esta ventana',
  refused: {
    elsewhere: () => 'La sala está abierta en otra ventana, así que esta ya no está en ella.',
    closed: () => 'La sala se cerró porque no vino nadie. Su enlace volverá a valer cuando la abras de nuevo.',
    other: (reason) => `El servidor se niega: ${reason}`,
  },
  activity: {
    asking: 'Esperando tu cámara y tu micrófono…',
    offline: 'Esperando al servidor…',
    opening: 'Abriendo la sala…',
    waiting: 'La sala está abierta. Esperando a que llegue alguien…',
    left: 'La otra persona se ha ido. La sala sigue abierta para la siguiente.',
    gone: 'La otra persona se ha ido. La página llama cuando vuelva a la sala; también puedes llamar tú.',
    connecting: 'Conectando…',
    interrupted: 'La conexión está interrumpida. Puede que vuelva por sí sola.',
    noPicture: 'La otra persona no envía imagen.',
    unanswered: 'No hubo respuesta. La página vuelve a intentarlo por sí sola.',
    refusal: {
      full: 'En esta sala ya hay dos personas. La página vuelve a intentarlo por sí sola.',
      unknown: 'No existe esta sala, o quien la abrió no está. La página vuelve a intentarlo por sí sola.',
      elsewhere: 'La sala está abierta en otra ventana.',
      closed: 'La sala está cerrada.',
      other: 'No estás en la sala.',
    },
  },
};
