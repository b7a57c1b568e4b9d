// SPDX-License-Identifier: MIT

import type { Kind } from '../../common/types';

const nouns: Record<Kind, string> = { audio: 'microphone', video: 'camera' };
const either = (kinds: Kind[]) => kinds.map((kind) => nouns[kind]).join(' or ');
const both = (kinds: Kind[]) => kinds.map((kind) => nouns[kind]).join(' and ');

/** What this page says beside common/texts; what the other languages have to say as well. */
export const en = {
  /** What chatroulette.html names with data-text and the like. */
  page: {
    chat: 'Chat',
    video: 'Video',
    partner: 'Your partner',
    own: 'Your video: press to move it to the next corner',
    ownHint: 'Drag it, press it, or use the arrow keys to move it',
    share: 'Show your screen',
    connection: 'Connection details',
    received: 'Received',
    sent: 'Sent',
    noCall: 'No call in progress.',
    block: 'Block',
    blockHint: 'Block: find somebody else, and do not meet this partner again while this tab is open',
    mode: 'Mode',
    modeVideo: 'Video, audio and text',
    modeAudio: 'Audio and text',
    modeText: 'Text only',
    next: 'Next',
    chatHint: 'Only you and your partner can read this chat. It disappears when the next call begins.',
    you: 'You: ',
    them: 'Partner: ',
    level: 'Microphone level',
    speaker: 'Speaker',
    sounds: 'Play a sound for news while this page is in the background',
    helpIntroduction:
      'You are connected with a random person who is looking for somebody, too. “Next” ends the call and finds somebody else. ' +
      'In the settings you choose topics, a language, the camera, the microphone and the colours.',
    announcement: 'From the operator',
    report: 'Report',
    reportHint: 'Report: tell the operator what is wrong, block this partner and find somebody else',
    reportIntroduction: 'What is wrong? Your partner is not told. You will not meet them again while this tab is open.',
    reportSexual: 'Nudity or sexual content',
    reportAbuse: 'Insults, hatred or threats',
    reportMinor: 'Seems to be under age',
    reportFraud: 'Advertising or fraud',
    reportOther: 'Something else',
    reportWords: 'Details (optional)',
    reportSend: 'Send report',
    cancel: 'Cancel',
    whom: 'Your partner',
    taking: 'Camera and microphone',
    tags: 'Topics',
    addTag: 'Add a topic',
    partnerLanguage: 'Language to talk in',
    openWishes: 'Choose topics and language',
    blockedPeople: 'Blocked',
    wordShare: 'Screen',
    wordConnection: 'Details',
    wordBlock: 'Block',
    wordReport: 'Report',
    helpButtons: 'The buttons',
    helpNext: 'Ends the call and finds another partner.',
    helpMute: 'Your partner does not hear you until you press it again.',
    helpCamera: 'Your partner does not see you until you press it again.',
    helpShare: 'Shows your screen or a window in place of the camera.',
    helpConnection: 'Shows the quality and the route of the connection.',
    helpBlock: 'Ends the call. You do not meet this partner again while this tab is open, unless you take it back.',
    helpReport: 'Tells the operator what is wrong, blocks your partner and goes on.',
  },

  /** What a key does, in the help. */
  shortcut: {
    next: 'Next partner',
    share: 'Start or stop showing your screen',
    block: 'Block this partner',
    report: 'Report this partner',
    connection: 'Connection details',
    wishes: 'Topics and language',
    move: 'Move your video, when it has the focus',
  },

  signaling: {
    connecting: 'connecting',
    connected: 'connected',
    lost: (seconds: number) => `offline, retrying in ${seconds} s`,
    expelled: 'blocked by the server',
  },

  activity: {
    asking: 'Waiting for your camera and microphone…',
    offline: 'Waiting for the server…',
    expelled: 'You are not connected.',
    searching: 'Looking for a partner…',
    unanswered: 'The server does not answer the search. Still trying…',
    calling: 'Found somebody, connecting…',
    noPicture: 'Your partner sends no video.',
    partnerMode: { audio: 'Your partner uses audio only.', text: 'Your partner uses text only.' },
    ownMode: { audio: 'You use audio only.', text: 'You use text only.' },
  },

  /** Several who look and are not connected cannot meet: they want others, or one has blocked the other. */
  crowd: (online: number, waiting: number) => {
    if (online < 2) return 'Nobody else is here yet. The next person to come is connected with you.';
    return waiting < 2 ? `${online} people online, ${waiting} looking` : `${online} people online, no match yet`;
  },
  noWishes: 'Add topics',
  anyLanguage: 'Any',
  bothLike: (tags: string) => `You both like: ${tags}.`,
  bothSpeak: (language: string) => `You both speak: ${language}.`,
  tags: {
    hint: (count: number) => `Press Enter after each topic, up to ${count}. People with the same topics come first.`,
    full: (count: number) => `You have ${count} topics, the maximum. Remove one to add another.`,
    added: (tags: string) => `Added: ${tags}`,
    removed: (tag: string) => `Removed: ${tag}`,
    remove: (tag: string) => `Remove ${tag}`,
  },

  blocked: {
    told: 'Blocked while this tab is open.',
    undo: 'Undo',
    none: 'You have blocked nobody.',
    hint: 'You do not meet them while this tab is open.',
    at: (time: string) => `Blocked at ${time}`,
    unblock: 'Unblock',
    unblockAt: (time: string) => `Unblock the partner blocked at ${time}`,
  },

  partnerState: {
    microphoneOff: 'Your partner’s microphone is off.',
    cameraOff: 'Your partner’s camera is off.',
    bothOff: 'Your partner’s camera and microphone are off.',
    away: 'Your partner is not looking at this page.',
  },
  partnerLeft: 'Your partner has left.',
  callEnded: 'The call has ended.',
  nobodyToWrite: 'No partner yet',
  notInMode: 'Not used in this mode',

  report: {
    taken: 'Thank you, the report was sent.',
    refused: (reason: string) => `The report could not be sent: ${reason} Your partner is blocked all the same.`,
    unanswered: 'The report could not be sent: this server does not answer reports. Your partner is blocked all the same.',
  },

  expelled: {
    kicked: 'The operator has disconnected you',
    banned: 'You are banned for now',
    bannedUntil: (time: string) => `You are banned until ${time}`,
    forbidden: 'This server has blocked you',
    because: (what: string, why: string) => `${what}. ${why}`,
  },

  typing: 'Your partner is writing…',
  delivered: 'Delivered',
  flood: 'Your partner writes too fast. Some messages are not shown.',
  attention: {
    messages: (count: number) => (count === 1 ? 'A new message' : `${count} new messages`),
    met: 'Somebody is here',
  },

  connectionPanel: {
    videoCodec: 'Video codec',
    size: 'Size',
    frames: 'Frames per second',
    videoRate: 'Video',
    videoLoss: 'Video lost',
    audioCodec: 'Audio codec',
    audioRate: 'Audio',
    audioLoss: 'Audio lost',
    roundTrip: 'Round trip',
    route: 'Route',
    direct: 'direct',
    relayed: 'through a relay',
  },

  noScreen: 'Your screen cannot be shown.',
  serverLost: 'The connection to the server is lost. Your call continues, and the page reconnects by itself.',
  interrupted: 'The connection to your partner is interrupted. It may come back by itself.',

  speaker: {
    usual: 'System default',
    unnamed: (number: number) => `Speaker ${number}`,
    other: 'Another…',
  },

  trouble: {
    insecure:
      'Browsers allow camera and microphone on secure pages only. Open this page over https. ' +
      'You can still see, hear and write.',
    denied: (kinds: Kind[]) =>
      `The browser may not use your ${both(kinds)}. Allow it in the address bar. Until then you can still see, hear and write.`,
    missing: (kinds: Kind[]) =>
      `No ${either(kinds)} found. Plug one in, or continue without: you can still see, hear and write.`,
    busy: (kinds: Kind[]) => `Your ${both(kinds)} cannot be opened. Another program may be using it.`,
    other: (kinds: Kind[], reason: string) => `Your ${both(kinds)} cannot be opened: ${reason}`,
  },
};

export type Texts = typeof en;
