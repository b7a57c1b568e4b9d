// SPDX-License-Identifier: MIT

import type { Kind } from '../types';
import type { Texts } from './en';

const titles: Record<Kind, string> = { audio: 'Mikrofon', video: 'Webcam' };
const own: Record<Kind, string> = { audio: 'dein Mikrofon', video: 'deine Kamera' };
const no: Record<Kind, string> = { audio: 'kein Mikrofon', video: 'keine Kamera' };
const both = (kinds: Kind[]) => kinds.map((kind) => own[kind]).join(' und ');
const neither = (kinds: Kind[]) => kinds.map((kind) => no[kind]).join(' und ');

export const de: Texts = {
  page: {
    server: 'Server',
    menu: 'Hilfe und Einstellungen',
    help: 'Hilfe',
    settings: 'Einstellungen',
    close: 'Schließen',
    controls: 'Bedienung',
    muteAudio: 'Mikrofon stumm schalten',
    muteVideo: 'Kamera anhalten',
    wordMute: 'Stumm',
    wordCamera: 'Kamera',
    messages: 'Nachrichten',
    message: 'Nachricht',
    writeMessage: 'Schreib etwas',
    send: 'Senden',
    camera: 'Kamera',
    microphone: 'Mikrofon',
    language: 'Sprache',
    theme: 'Farben',
    themeAuto: 'Wie im System',
    themeLight: 'Hell',
    themeDark: 'Dunkel',
    shortcuts: 'Tastenkürzel',
    shortcutsOn: 'Tastenkürzel benutzen',
    shortcutsHint: 'Einzelne Tasten wirken, solange nichts geschrieben wird. Drücke eine Taste in der Liste, um eine andere zu wählen.',
    shortcutsReset: 'Ursprüngliche Tasten benutzen',
    pageItself: 'Diese Seite',
    home: 'Alle Seiten',
    status: 'Verbindung',
    call: 'Gespräch',
    ownPicture: 'Dein Video',
    code: 'QR-Code der Adresse darunter',
    copy: 'Adresse kopieren',
    otherPicture: 'Video der anderen Person',
  },

  shortcut: {
    muteAudio: 'Mikrofon stumm schalten oder wieder einschalten',
    muteVideo: 'Kamera anhalten oder fortsetzen',
    write: 'Nachricht schreiben',
    settings: 'Einstellungen',
    help: 'Diese Hilfe',
    leave: 'Nachrichtenfeld verlassen oder Dialog schließen',
  },

  pressKey: 'Drücke die neue Taste, oder Esc, um die alte zu behalten.',
  keyUnfit: (key) => `„${key}“ ist nicht möglich oder schon vergeben. Drücke eine andere Taste.`,
  changeKey: (key, meaning) => `${key}: ${meaning}. Taste ändern`,

  link: {
    connecting: 'verbindet',
    connected: 'verbunden',
    lost: 'offline, neuer Versuch',
    missing: 'hier nicht verfügbar',
    refused: 'vom Server gesperrt',
  },
  linkLost: 'Die Verbindung zum Server ist abgerissen. Die Seite verbindet sich von selbst wieder.',
  linkMissing: 'Dieser Server bietet den Dienst dieser Seite nicht an. Die Seite versucht es weiter.',
  linkRefused: (reason) => `Der Server hat diese Seite gesperrt: ${reason}`,
  linkFull: 'Der Server ist gerade voll. Die Seite versucht es weiter.',
  linkEnded: 'Der Server hat die Verbindung beendet. Die Seite versucht es von selbst wieder.',

  connection: {
    none: 'keine',
    connecting: 'verbindet',
    connected: 'verbunden',
    interrupted: 'unterbrochen',
  },

  device: {
    unnamed: (kind, number) => `${titles[kind]} ${number}`,
    none: (kind) => (kind === 'audio' ? 'Kein Mikrofon' : 'Keine Kamera'),
  },

  trouble: {
    insecure: 'Browser erlauben Kamera und Mikrofon nur auf sicheren Seiten. Öffne diese Seite über https.',
    denied: (kinds) => `Der Browser darf ${both(kinds)} nicht benutzen. Erlaube es in der Adressleiste.`,
    missing: (kinds) => `Hier gibt es ${neither(kinds)}. Schließ etwas an, dann wird es sofort benutzt.`,
    busy: (kinds) => `Kein Zugriff auf ${both(kinds)}. Vielleicht benutzt das gerade ein anderes Programm.`,
    other: (kinds, reason) => `Kein Zugriff auf ${both(kinds)}: ${reason}`,
  },
  copied: 'Adresse kopiert.',
  notCopied: 'Der Browser lässt die Seite nicht kopieren. Wähle die Adresse aus und kopiere sie von Hand.',
  retry: 'Noch einmal versuchen',
  soundBlocked: 'Der Browser spielt erst nach einem Klick Ton ab.',
  soundOn: 'Ton einschalten',
};
