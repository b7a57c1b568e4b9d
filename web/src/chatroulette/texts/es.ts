// SPDX-License-Identifier: MIT

import type { Kind } from '../../common/types';
import type { Texts } from './en';

const nouns: Record<Kind, string> = { audio: 'micrófono', video: 'cámara' };
const both = (kinds: Kind[]) => kinds.map((kind) => `tu ${nouns[kind]}`).join(' y ');
const neither = (kinds: Kind[]) => kinds.map((kind) => nouns[kind]).join(' ni ');

export const es: Texts = {
  page: {
    chat: 'Chat',
    video: 'Vídeo',
    partner: 'La otra persona',
    own: 'Tu imagen: púlsala para moverla a la siguiente esquina',
    ownHint: 'Arrástrala, púlsala o usa las flechas para moverla',
    share: 'Mostrar tu pantalla',
    connection: 'Conexión',
    received: 'Recibido',
    sent: 'Enviado',
    noCall: 'Ahora no hay ninguna llamada.',
    block: 'Bloquear',
    blockHint: 'Bloquear: seguir y no volver a ver a esta persona mientras esta pestaña esté abierta',
    mode: 'Participar con',
    modeVideo: 'Imagen, sonido y texto',
    modeAudio: 'Sonido y texto',
    modeText: 'Solo texto',
    next: 'Siguiente',
    chatHint: 'Lo que escribes aquí queda entre vosotros dos. Desaparece cuando os separáis.',
    you: 'Tú: ',
    them: 'La otra persona: ',
    level: 'Volumen de tu micrófono',
    speaker: 'Altavoz',
    sounds: 'Sonido cuando pasa algo y esta página no está a la vista',
    helpIntroduction:
      'Te encuentras con alguien que también busca. «Siguiente» termina la llamada y busca a otra persona. ' +
      'En los ajustes se eligen a quién te gustaría encontrar, la cámara, el micrófono y los colores.',
    announcement: 'De la administración',
    report: 'Denunciar',
    reportHint: 'Denunciar: contar a la administración qué pasa, bloquear y seguir',
    reportIntroduction:
      '¿Qué pasa? La otra persona no se entera. No volverás a encontrarla mientras esta pestaña esté abierta.',
    reportSexual: 'Desnudez o contenido sexual',
    reportAbuse: 'Insultos, odio o amenazas',
    reportMinor: 'Alguien que parece menor de edad',
    reportFraud: 'Publicidad o estafa',
    reportOther: 'Otra cosa',
    reportWords: 'Más detalles, si quieres',
    reportSend: 'Denunciar y seguir',
    cancel: 'Cancelar',
    whom: 'A quién encuentras',
    taking: 'Cómo participas',
    tags: 'De qué te gusta hablar',
    addTag: 'Añadir un tema',
    partnerLanguage: 'Idioma de la conversación',
    openWishes: 'Elegir a quién encuentras',
    blockedPeople: 'Bloqueados',
  },

  shortcut: {
    next: 'Buscar a otra persona',
    share: 'Mostrar tu pantalla o dejar de mostrarla',
    block: 'Buscar a otra persona y no volver a ver a esta',
    report: 'Denunciar y buscar a otra persona',
    connection: 'Cómo va la conexión',
    wishes: 'Temas e idioma que prefieres',
    move: 'Mover tu imagen cuando está seleccionada',
  },

  signaling: {
    connecting: 'conectando',
    connected: 'conectado',
    lost: (seconds) => `perdido, de nuevo en ${seconds} s`,
    expelled: 'sin acceso',
  },

  activity: {
    asking: 'Esperando tu cámara y tu micrófono…',
    offline: 'Esperando al servidor…',
    expelled: 'No tienes conexión.',
    searching: 'Buscando a alguien…',
    unanswered: 'El servidor no responde a la búsqueda. Seguimos intentándolo…',
    calling: 'Hay alguien, conectando…',
    noPicture: 'La otra persona no envía imagen.',
    partnerMode: { audio: 'La otra persona participa solo con sonido.', text: 'La otra persona participa solo por escrito.' },
    ownMode: { audio: 'Participas solo con sonido.', text: 'Participas solo por escrito.' },
  },

  crowd: (online, waiting) => {
    if (online < 2) return 'Todavía no hay nadie más. Quien llegue hablará contigo.';
    return waiting < 2
      ? `${online} personas en línea, ${waiting} buscando`
      : `${online} personas en línea. Nadie de los que buscan puede encontrarte todavía.`;
  },
  noWishes: 'Añade temas que te gusten',
  anyLanguage: 'Cualquiera',
  bothLike: (tags) => `A los dos os gusta: ${tags}.`,
  bothSpeak: (language) => `Los dos habláis: ${language}.`,
  tags: {
    hint: (count) => `Pulsa Intro después de cada uno, ${count} como máximo. Quien comparte tus gustos va primero.`,
    full: (count) => `Ya hay ${count}, el máximo. Quita uno para añadir otro.`,
    added: (tags) => `Añadido: ${tags}`,
    removed: (tag) => `Quitado: ${tag}`,
    remove: (tag) => `Quitar ${tag}`,
  },

  blocked: {
    told: 'Bloqueo hecho. No volverás a encontrar a esta persona mientras esta pestaña esté abierta.',
    undo: 'Deshacer',
    none: 'No has bloqueado a nadie.',
    hint: 'No las encontrarás mientras esta pestaña esté abierta.',
    at: (time) => `Bloqueo a las ${time}`,
    unblock: 'Desbloquear',
    unblockAt: (time) => `Desbloquear a la persona bloqueada a las ${time}`,
  },

  partnerState: {
    microphoneOff: 'La otra persona tiene el micrófono apagado.',
    cameraOff: 'La otra persona tiene la cámara apagada.',
    bothOff: 'La otra persona tiene la cámara y el micrófono apagados.',
    away: 'La otra persona no está mirando esta página.',
  },
  partnerLeft: 'La otra persona se ha ido.',
  callEnded: 'La llamada ha terminado.',
  nobodyToWrite: 'No hay nadie a quien escribir',
  notInMode: 'No se usa en este modo',

  report: {
    taken: 'Gracias, la denuncia ha llegado.',
    refused: (reason) => `La denuncia no se ha aceptado: ${reason} La persona queda bloqueada de todos modos.`,
    unanswered: 'Este servidor no acepta denuncias o no responde. La persona queda bloqueada de todos modos.',
  },

  expelled: {
    kicked: 'La administración te ha desconectado',
    banned: 'Por ahora no puedes participar',
    bannedUntil: (time) => `No puedes participar hasta ${time}`,
    forbidden: 'Este servidor no te deja entrar',
    because: (what, why) => `${what}. ${why}`,
  },

  typing: 'La otra persona está escribiendo…',
  delivered: 'Entregado',
  flood: 'La otra persona escribe demasiado rápido. Algunos mensajes no se muestran.',
  attention: {
    messages: (count) => (count === 1 ? 'Un mensaje nuevo' : `${count} mensajes nuevos`),
    met: 'Hay alguien',
  },

  connectionPanel: {
    videoCodec: 'Códec de vídeo',
    size: 'Tamaño',
    frames: 'Imágenes por segundo',
    videoRate: 'Vídeo',
    videoLoss: 'Vídeo perdido',
    audioCodec: 'Códec de sonido',
    audioRate: 'Sonido',
    audioLoss: 'Sonido perdido',
    roundTrip: 'Ida y vuelta',
    route: 'Camino',
    direct: 'directo',
    relayed: 'por un repetidor',
  },

  noScreen: 'No se puede mostrar la pantalla.',
  serverLost:
    'Se ha perdido la conexión con el servidor. La llamada sigue, y la página vuelve a intentarlo por sí sola.',
  interrupted: 'La conexión con la otra persona está interrumpida. Puede que vuelva por sí sola.',

  speaker: {
    usual: 'El de este dispositivo',
    unnamed: (number) => `Altavoz ${number}`,
    other: 'Otro…',
  },

  trouble: {
    insecure:
      'Los navegadores solo permiten la cámara y el micrófono en páginas seguras. Abre esta página con https. ' +
      'Aun así puedes ver, oír y escribir.',
    denied: (kinds) =>
      `El navegador no puede usar ${both(kinds)}. Permítelo en la barra de direcciones. ` +
      'Mientras tanto puedes ver, oír y escribir.',
    missing: (kinds) => `No hay ${neither(kinds)}. Conecta algo o sigue sin ello: puedes ver, oír y escribir.`,
    busy: (kinds) => `No se puede abrir ${both(kinds)}. Quizá lo esté usando otro programa.`,
    other: (kinds, reason) => `No se puede abrir ${both(kinds)}: ${reason}`,
  },
};
