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
    connection: 'Detalles de la conexión',
    received: 'Recibido',
    sent: 'Enviado',
    noCall: 'Ahora no hay ninguna llamada.',
    block: 'Bloquear',
    blockHint: 'Bloquear: seguir y no volver a ver a esta persona mientras esta pestaña esté abierta',
    mode: 'Modo',
    modeVideo: 'Vídeo, audio y texto',
    modeAudio: 'Audio y texto',
    modeText: 'Solo texto',
    next: 'Siguiente',
    chatHint: 'Solo vosotros dos podéis leer este chat. Desaparece cuando empieza la siguiente llamada.',
    you: 'Tú: ',
    them: 'La otra persona: ',
    level: 'Nivel del micrófono',
    speaker: 'Altavoz',
    sounds: 'Sonido cuando hay novedades y esta página está en segundo plano',
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
    reportMinor: 'Parece menor de edad',
    reportFraud: 'Publicidad o estafa',
    reportOther: 'Otra cosa',
    reportWords: 'Detalles (opcional)',
    reportSend: 'Enviar la denuncia',
    cancel: 'Cancelar',
    whom: 'La otra persona',
    taking: 'Cámara y micrófono',
    tags: 'Temas',
    addTag: 'Añadir un tema',
    partnerLanguage: 'Idioma para hablar',
    openWishes: 'Elegir temas e idioma',
    blockedPeople: 'Bloqueados',
    wordShare: 'Pantalla',
    wordConnection: 'Detalles',
    wordBlock: 'Bloquear',
    wordReport: 'Denunciar',
    helpButtons: 'Los botones',
    helpNext: 'Termina la llamada y busca a otra persona.',
    helpMute: 'La otra persona no te oye hasta que lo pulses de nuevo.',
    helpCamera: 'La otra persona no te ve hasta que lo pulses de nuevo.',
    helpShare: 'Muestra tu pantalla o una ventana en lugar de la cámara.',
    helpConnection: 'Muestra la calidad y el camino de la conexión.',
    helpBlock: 'Termina la llamada. No vuelves a encontrar a esta persona mientras esta pestaña esté abierta, salvo que lo deshagas.',
    helpReport: 'Cuenta a la administración qué pasa, bloquea a la persona y sigue.',
  },

  shortcut: {
    next: 'Buscar a otra persona',
    share: 'Mostrar tu pantalla o dejar de mostrarla',
    block: 'Bloquear a esta persona',
    report: 'Denunciar a esta persona',
    connection: 'Detalles de la conexión',
    wishes: 'Temas e idioma',
    move: 'Mover tu imagen cuando está seleccionada',
  },

  signaling: {
    connecting: 'conectando',
    connected: 'conectado',
    lost: (seconds) => `sin conexión, reintento en ${seconds} s`,
    expelled: 'bloqueado por el servidor',
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
      : `${online} personas en línea, nadie compatible aún`;
  },
  noWishes: 'Añadir temas',
  anyLanguage: 'Cualquiera',
  bothLike: (tags) => `A los dos os gusta: ${tags}.`,
  bothSpeak: (language) => `Los dos habláis: ${language}.`,
  tags: {
    hint: (count) => `Pulsa Intro después de cada tema, ${count} como máximo. Quien tiene los mismos temas va primero.`,
    full: (count) => `Ya hay ${count}, el máximo. Quita uno para añadir otro.`,
    added: (tags) => `Añadido: ${tags}`,
    removed: (tag) => `Quitado: ${tag}`,
    remove: (tag) => `Quitar ${tag}`,
  },

  blocked: {
    told: 'Persona bloqueada mientras esta pestaña esté abierta.',
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
  nobodyToWrite: 'Todavía no hay nadie',
  notInMode: 'No se usa en este modo',

  report: {
    taken: 'Gracias, la denuncia se ha enviado.',
    refused: (reason) => `No se ha podido enviar la denuncia: ${reason} La persona queda bloqueada de todos modos.`,
    unanswered: 'Este servidor no acepta denuncias o no responde. La persona queda bloqueada de todos modos.',
  },

  expelled: {
    kicked: 'La administración te ha desconectado',
    banned: 'Por ahora tienes el acceso bloqueado',
    bannedUntil: (time) => `Tienes el acceso bloqueado hasta ${time}`,
    forbidden: 'Este servidor te ha bloqueado',
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
    audioCodec: 'Códec de audio',
    audioRate: 'Audio',
    audioLoss: 'Audio perdido',
    roundTrip: 'Ida y vuelta',
    route: 'Ruta',
    direct: 'directo',
    relayed: 'por un repetidor',
  },

  noScreen: 'No se puede mostrar la pantalla.',
  serverLost:
    'Se ha perdido la conexión con el servidor. La llamada sigue, y la página vuelve a conectarse por sí sola.',
  interrupted: 'La conexión con la otra persona está interrumpida. Puede que vuelva por sí sola.',

  speaker: {
    usual: 'El del sistema',
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
