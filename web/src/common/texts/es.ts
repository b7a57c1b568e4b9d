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
    messages: 'Mensajes',
    message: 'Mensaje',
    writeMessage: 'Escribe un mensaje',
    send: 'Enviar',
    camera: 'Cámara',
    microphone: 'Micrófono',
    language: 'Idioma',
    theme: 'Colores',
    themeAuto: 'Como en este dispositivo',
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
    ownPicture: 'Tu imagen',
    code: 'Código QR de la dirección de debajo',
    copy: 'Copiar la dirección',
    otherPicture: 'Imagen del otro lado',
  },

  shortcut: {
    muteAudio: 'Silenciar el micrófono o reactivarlo',
    muteVideo: 'Pausar la cámara o reanudarla',
    write: 'Escribir un mensaje',
    settings: 'Ajustes',
    help: 'Esta ayuda',
    leave: 'Salir del mensaje, cerrar una ventana',
  },

  pressKey: 'Pulsa la nueva tecla, o Esc para conservar la anterior.',
  keyUnfit: (key) => `«${key}» no se puede usar o ya está en uso. Pulsa otra tecla.`,
  changeKey: (key, meaning) => `${key}: ${meaning}. Cambiar la tecla`,

  link: {
    connecting: 'conectando',
    connected: 'conectado',
    lost: 'perdido, reintentando',
    missing: 'no está en este servidor',
    refused: 'sin acceso',
  },
  linkLost: 'Se ha perdido la conexión con el servidor. La página sigue intentándolo y continúa por sí sola.',
  linkMissing: 'Este servidor no tiene este sistema. La página vuelve a intentarlo por sí sola.',
  linkRefused: (reason) => `El servidor no admite esta página: ${reason}`,
  linkFull: 'Ahora no hay sitio para más personas. La página vuelve a intentarlo por sí sola.',
  linkEnded: 'El servidor ha terminado la conexión. La página vuelve a intentarlo por sí sola.',

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
  copied: 'La dirección está copiada.',
  notCopied: 'El navegador no deja copiar a la página. Selecciona la dirección y cópiala a mano.',
  retry: 'Intentar de nuevo',
  soundBlocked: 'El navegador solo reproduce sonido después de un clic.',
  soundOn: 'Activar el sonido',
};
