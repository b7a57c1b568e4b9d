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
    wordMute: 'Mute',
    wordCamera: 'Camera',
    messages: 'Messages',
    message: 'Message',
    writeMessage: 'Write a message',
    send: 'Send',
    camera: 'Camera',
    microphone: 'Microphone',
    language: 'Language',
    theme: 'Colours',
    themeAuto: 'System default',
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
    ownPicture: 'Your video',
    code: 'QR code for the address below',
    copy: 'Copy address',
    otherPicture: 'The other person’s video',
  },

  /** What a key does, in the help. */
  shortcut: {
    muteAudio: 'Mute or unmute microphone',
    muteVideo: 'Pause or resume camera',
    write: 'Write a message',
    settings: 'Settings',
    help: 'This help',
    leave: 'Leave the message box, or close a dialog',
  },

  /** The keys can be exchanged. */
  pressKey: 'Press the new key, or Esc to keep the old one.',
  keyUnfit: (key: string) => `“${key}” cannot be used, or is used already. Press another key.`,
  changeKey: (key: string, meaning: string) => `${key}: ${meaning}. Change the key`,

  /** The connection to the Socket.IO server. */
  link: {
    connecting: 'connecting',
    connected: 'connected',
    lost: 'offline, retrying',
    missing: 'not available here',
    refused: 'blocked by the server',
  },
  linkLost: 'The connection to the server is lost. The page reconnects by itself.',
  linkMissing: 'This server does not offer this page’s service. The page keeps trying.',
  linkRefused: (reason: string) => `The server has blocked this page: ${reason}`,
  linkFull: 'The server is full at the moment. The page keeps trying.',
  linkEnded: 'The server has closed the connection. The page keeps trying.',

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
    insecure: 'Browsers allow the camera and microphone on secure pages only. Open this page over https.',
    denied: (kinds: Kind[]) => `The browser may not use your ${both(kinds)}. Allow it in the address bar.`,
    missing: (kinds: Kind[]) => `No ${either(kinds)} found. Plug one in; the page uses it at once.`,
    busy: (kinds: Kind[]) => `Your ${both(kinds)} cannot be opened. Another program may be using it.`,
    other: (kinds: Kind[], reason: string) => `Your ${both(kinds)} cannot be opened: ${reason}`,
  },
  copied: 'Address copied.',
  notCopied: 'The browser does not allow copying. Select the address and copy it yourself.',
  retry: 'Try again',
  soundBlocked: 'The browser plays sound only after a click.',
  soundOn: 'Turn sound on',
};

export type Texts = typeof en;
