// SPDX-License-Identifier: MIT

import type { ConnectionState, Kind } from '../types';

const nouns: Record<Kind, string> = { audio: 'microphone', video: 'camera' };
const either = (kinds: Kind[]) => kinds.map((kind) => nouns[kind]).join(' or ');
const both = (kinds: Kind[]) => kinds.map((kind) => nouns[kind]).join(' and ');
const titles: Record<Kind, string> = { audio: 'Microphone', video: 'Webcam' };

/** What several pages say; what the other languages have to say as well. */
export const en = {
  /** What the pages' HTML names with data-text and the like. */
  page: {
    server: 'Server',
    menu: 'Help and settings',
    help: 'Help',
    settings: 'Settings',
    close: 'Close',
    controls: 'Controls',
    muteAudio: 'Mute microphone',
    muteVideo: 'Pause camera',
    messages: 'Messages',
    message: 'Message',
    writeMessage: 'Write a message',
    send: 'Send',
    camera: 'Camera',
    microphone: 'Microphone',
    language: 'Language',
    theme: 'Colours',
    themeAuto: 'As on this device',
    themeLight: 'Light',
    themeDark: 'Dark',
    shortcuts: 'Keyboard shortcuts',
    shortcutsOn: 'Use keyboard shortcuts',
    shortcutsHint: 'They are single keys, which act while nothing is being written. Press a key in the list to choose another one.',
    shortcutsReset: 'Use the default keys',
    pageItself: 'This page',
    home: 'All pages',
    status: 'Connection',
    call: 'Call',
    ownPicture: 'Your picture',
    code: 'QR code of the address below',
    copy: 'Copy address',
    otherPicture: 'Picture of the other side',
  },

  /** What a key does, in the help. */
  shortcut: {
    muteAudio: 'Mute microphone, or not',
    muteVideo: 'Pause camera, or not',
    write: 'Write a message',
    settings: 'Settings',
    help: 'This help',
    leave: 'Leave the message box, close a window',
  },

  /** The keys can be exchanged. */
  pressKey: 'Press the new key, or Esc to keep the old one.',
  keyUnfit: (key: string) => `“${key}” cannot be used, or is used already. Press another key.`,
  changeKey: (key: string, meaning: string) => `${key}: ${meaning}. Change the key`,

  /** The connection to the Socket.IO server. */
  link: {
    connecting: 'connecting',
    connected: 'connected',
    lost: 'lost, trying again',
    missing: 'not on this server',
    refused: 'not admitted',
  },
  linkLost: 'The connection to the server is lost. The page keeps trying and goes on by itself.',
  linkMissing: 'This server does not have this system. The page tries again by itself.',
  linkRefused: (reason: string) => `The server does not admit this page: ${reason}`,
  linkFull: 'There is no room for more people at the moment. The page tries again by itself.',
  linkEnded: 'The server has ended the connection. The page tries again by itself.',

  connection: {
    none: 'none',
    connecting: 'connecting',
    connected: 'connected',
    interrupted: 'interrupted',
  } satisfies Record<ConnectionState, string>,

  device: {
    unnamed: (kind: Kind, number: number) => `${titles[kind]} ${number}`,
    none: (kind: Kind) => `No ${nouns[kind]}`,
  },

  trouble: {
    insecure: 'Browsers allow camera and microphone on secure pages only. Open this page over https.',
    denied: (kinds: Kind[]) => `The browser may not use your ${both(kinds)}. Allow it in the address bar.`,
    missing: (kinds: Kind[]) => `There is no ${either(kinds)}. Plug one in: the page takes it at once.`,
    busy: (kinds: Kind[]) => `Your ${both(kinds)} cannot be opened. Another program may be using it.`,
    other: (kinds: Kind[], reason: string) => `Your ${both(kinds)} cannot be opened: ${reason}`,
  },
  copied: 'The address is copied.',
  notCopied: 'The browser does not let this page copy. Select the address and copy it by hand.',
  retry: 'Try again',
  soundBlocked: 'The browser plays sound only after a click.',
  soundOn: 'Turn sound on',
};

export type Texts = typeof en;
