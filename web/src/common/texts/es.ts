// SPDX-License-Identifier: MIT

import type { Kind } from '../types';
import type { Texts } from './en';

const nouns: Record<Kind, string> = { audio: 'micrófono', video: 'cámara' };
const titles: Record<Kind, string> = { audio: 'Micrófono', video: 'Cámara' };
const both = (kinds: Kind[]) => kinds.map((kind) => `tu ${nouns[kind]}`).join(' y ');
const neither = (kinds: Kind[]) => kinds.map((kind) => nouns[kind]).join(' ni ');

export const es: Texts = {
  page: {
    server: 'Servidor',
    menu: 'Ayuda y ajustes',
    help: 'Ayuda',
    settings: 'Ajustes',
    close: 'Cerrar',
    controls: 'Controles',
    muteAudio: 'Silenciar el micrófono',
    muteVideo: 'Pausar la cámara',
    wordMute: 'Silenciar',
    wordCamera: 'Cámara',
    messages: 'Mensajes',
    message: 'Mensaje',
    writeMessage: 'Escribe un mensaje',
    send: 'Enviar',
    camera: 'Cámara',
    microphone: 'Micrófono',
    language: 'Idioma',
    theme: 'Colores',
    themeAuto: 'El del sistema',
    themeLight: 'Claros',
    themeDark: 'Oscuros',
    shortcuts: 'Atajos de teclado',
    shortcutsOn: 'Usar los atajos de teclado',
    shortcutsHint: 'Son teclas sueltas que actúan mientras no se escribe. Pulsa una tecla de la lista para elegir otra.',
    shortcutsReset: 'Usar las teclas originales',
    pageItself: 'Esta página',
    home: 'Todas las páginas',
    status: 'Conexión',
    call: 'Llamada',
    ownPicture: 'Tu vídeo',
    code: 'Código QR de la dirección de debajo',
    copy: 'Copiar la dirección',
    otherPicture: 'Vídeo de la otra persona',
  },

  shortcut: {
    muteAudio: 'Silenciar o activar el micrófono',
    muteVideo: 'Pausar o reanudar la cámara',
    write: 'Escribir un mensaje',
    settings: 'Ajustes',
    help: 'Esta ayuda',
    leave: 'Salir del mensaje o cerrar un diálogo',
  },

  pressKey: 'Pulsa la nueva tecla, o Esc para conservar la anterior.',
  keyUnfit: (key) => `«${key}» no se puede usar o ya está en uso. Pulsa otra tecla.`,
  changeKey: (key, meaning) => `${key}: ${meaning}. Cambiar la tecla`,

  link: {
    connecting: 'conectando',
    connected: 'conectado',
    lost: 'sin conexión, reintentando',
    missing: 'no disponible aquí',
    refused: 'bloqueado por el servidor',
  },
  linkLost: 'Se ha perdido la conexión con el servidor. La página vuelve a conectarse por sí sola.',
  linkMissing: 'Este servidor no ofrece el servicio de esta página. La página sigue intentándolo.',
  linkRefused: (reason) => `El servidor ha bloqueado esta página: ${reason}`,
  linkFull: 'El servidor está lleno en este momento. La página sigue intentándolo.',
  linkEnded: 'El servidor ha cerrado la conexión. La página sigue intentándolo.',

  connection: {
    none: 'sin conexión',
    connecting: 'conectando',
    connected: 'conectado',
    interrupted: 'interrumpido',
  },

  device: {
    unnamed: (kind, number) => `${titles[kind]} ${number}`,
    none: (kind) => `Sin ${nouns[kind]}`,
  },

  trouble: {
    insecure: 'Los navegadores solo permiten la cámara y el micrófono en páginas seguras. Abre esta página con https.',
    denied: (kinds) => `El navegador no puede usar ${both(kinds)}. Permítelo en la barra de direcciones.`,
    missing: (kinds) => `No hay ${neither(kinds)}. Conecta algo: la página lo usará enseguida.`,
    busy: (kinds) => `No se puede abrir ${both(kinds)}. Quizá lo esté usando otro programa.`,
    other: (kinds, reason) => `No se puede abrir ${both(kinds)}: ${reason}`,
  },
  copied: 'Dirección copiada.',
  notCopied: 'El navegador no deja copiar a la página. Selecciona la dirección y cópiala a mano.',
  retry: 'Intentar de nuevo',
  soundBlocked: 'El navegador solo reproduce sonido después de un clic.',
  soundOn: 'Activar el sonido',
};
