// SPDX-License-Identifier: MIT

import type { Kind } from '../devices';
import type { Texts } from './en';

const titles: Record<Kind, string> = { audio: 'Mikrofon', video: 'Webcam' };
const own: Record<Kind, string> = { audio: 'dein Mikrofon', video: 'deine Kamera' };
const no: Record<Kind, string> = { audio: 'kein Mikrofon', video: 'keine Kamera' };
const both = (kinds: Kind[]) => kinds.map((kind) => own[kind]).join(' und ');
const neither = (kinds: Kind[]) => kinds.map((kind) => no[kind]).join(' und ');

export const de: Texts = {
  page: {
    server: 'Server',
    chat: 'Chat',
    video: 'Video',
    menu: 'Hilfe und Einstellungen',
    help: 'Hilfe',
    settings: 'Einstellungen',
    close: 'Schließen',
    partner: 'Dein Gegenüber',
    own: 'Dein Bild: Drücken schiebt es in die nächste Ecke',
    ownHint: 'Ziehen, drücken oder Pfeiltasten verschieben dein Bild',
    controls: 'Bedienung',
    muteAudio: 'Mikrofon stumm schalten',
    muteVideo: 'Kamera anhalten',
    next: 'Weiter',
    messages: 'Nachrichten',
    chatHint: 'Was du hier schreibst, ist nur für euch beide. Es verschwindet, wenn ihr euch trennt.',
    message: 'Nachricht',
    writeMessage: 'Schreib etwas',
    send: 'Senden',
    you: 'Du: ',
    them: 'Gegenüber: ',
    camera: 'Kamera',
    microphone: 'Mikrofon',
    level: 'Lautstärke deines Mikrofons',
    speaker: 'Lautsprecher',
    language: 'Sprache',
    theme: 'Farben',
    themeAuto: 'Wie auf diesem Gerät',
    themeLight: 'Hell',
    themeDark: 'Dunkel',
    sounds: 'Ton, wenn etwas geschieht und diese Seite nicht zu sehen ist',
    helpIntroduction:
      'Du triffst jemanden, der ebenfalls sucht. „Weiter“ beendet das Gespräch und sucht jemand anderen. ' +
      'Kamera, Mikrofon, Sprache und Farben wählst du in den Einstellungen.',
    shortcuts: 'Tasten',
    shortcutsOn: 'Mit Tasten bedienen',
  },

  shortcut: {
    next: 'Jemand anderen suchen',
    muteAudio: 'Mikrofon stumm schalten oder wieder einschalten',
    muteVideo: 'Kamera anhalten oder fortsetzen',
    write: 'Nachricht schreiben',
    settings: 'Einstellungen',
    help: 'Diese Hilfe',
    leave: 'Nachrichtenfeld verlassen, Fenster schließen',
    move: 'Dein Bild verschieben, wenn es ausgewählt ist',
  },

  signaling: {
    connecting: 'verbindet',
    connected: 'verbunden',
    lost: (seconds) => `getrennt, neu in ${seconds} s`,
  },

  connection: {
    none: 'keine',
    connecting: 'verbindet',
    connected: 'verbunden',
    interrupted: 'unterbrochen',
  },

  activity: {
    asking: 'Warte auf Kamera und Mikrofon…',
    offline: 'Warte auf den Server…',
    searching: 'Suche jemanden für dich…',
    unanswered: 'Der Server antwortet nicht auf die Suche. Es wird weiter versucht…',
    calling: 'Jemand ist gefunden, verbinde…',
    noPicture: 'Dein Gegenüber sendet kein Bild.',
  },

  typing: 'Dein Gegenüber schreibt…',
  delivered: 'Zugestellt',
  flood: 'Dein Gegenüber schreibt zu schnell. Manches wird nicht gezeigt.',
  attention: {
    messages: (count) => (count === 1 ? 'Eine neue Nachricht' : `${count} neue Nachrichten`),
    met: 'Jemand ist da',
  },

  device: {
    unnamed: (kind, number) => `${titles[kind]} ${number}`,
    none: (kind) => (kind === 'audio' ? 'Kein Mikrofon' : 'Keine Kamera'),
  },

  speaker: {
    usual: 'Wie auf diesem Gerät eingestellt',
    unnamed: (number) => `Lautsprecher ${number}`,
    other: 'Ein anderer…',
  },

  trouble: {
    insecure:
      'Browser erlauben Kamera und Mikrofon nur auf sicheren Seiten. Öffne diese Seite über https. ' +
      'Sehen, hören und schreiben kannst du trotzdem.',
    denied: (kinds) =>
      `Der Browser darf ${both(kinds)} nicht benutzen. Erlaube es in der Adressleiste. ` +
      'Sehen, hören und schreiben kannst du trotzdem.',
    missing: (kinds) =>
      `Hier gibt es ${neither(kinds)}. Schließ etwas an oder mach ohne weiter: ` +
      'Sehen, hören und schreiben kannst du trotzdem.',
    busy: (kinds) => `Kein Zugriff auf ${both(kinds)}. Vielleicht benutzt das gerade ein anderes Programm.`,
    other: (kinds, reason) => `Kein Zugriff auf ${both(kinds)}: ${reason}`,
  },
  retry: 'Noch einmal versuchen',
  soundBlocked: 'Der Browser spielt erst nach einem Klick Ton ab.',
  soundOn: 'Ton einschalten',
};
