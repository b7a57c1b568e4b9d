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
    own: 'Your picture: press to move it to the next corner',
    ownHint: 'Drag it, press it, or use the arrow keys to move it',
    share: 'Show your screen',
    connection: 'Connection',
    received: 'Received',
    sent: 'Sent',
    noCall: 'There is no call now.',
    block: 'Block',
    blockHint: 'Block: go on, and do not meet them again while this tab is open',
    mode: 'Take part with',
    modeVideo: 'Picture, sound and text',
    modeAudio: 'Sound and text',
    modeText: 'Text only',
    next: 'Next',
    chatHint: 'What you write here is for the two of you only. It is gone when you part.',
    you: 'You: ',
    them: 'Partner: ',
    level: 'Loudness of your microphone',
    speaker: 'Speaker',
    sounds: 'Sound when this page is out of sight and something happens',
    helpIntroduction:
      'You meet whoever is looking for somebody, too. “Next” ends the call and finds somebody else. ' +
      'Whom you would like to meet, the camera, the microphone and the colours are chosen in the settings.',
    announcement: 'From the operator',
    report: 'Report',
    reportHint: 'Report: tell the operator what is wrong, block, and go on',
    reportIntroduction: 'What is wrong? Your partner does not learn of it. You will not meet them again while this tab is open.',
    reportSexual: 'Nudity or sexual content',
    reportAbuse: 'Insults, hatred or threats',
    reportMinor: 'Somebody who seems to be under age',
    reportFraud: 'Advertising or fraud',
    reportOther: 'Something else',
    reportWords: 'More about it, if you like',
    reportSend: 'Report and go on',
    cancel: 'Cancel',
    whom: 'Whom you meet',
    taking: 'How you take part',
    tags: 'What you like to talk about',
    addTag: 'Add a topic',
    partnerLanguage: 'Language to talk in',
    openWishes: 'Choose whom you meet',
    blockedPeople: 'Blocked',
  },

  /** What a key does, in the help. */
  shortcut: {
    next: 'Next partner',
    share: 'Show your screen, or not',
    block: 'Next partner, and never this one again',
    report: 'Report, and go on',
    connection: 'How the connection does',
    wishes: 'Topics and language that you like',
    move: 'Move your picture, when it has the focus',
  },

  signaling: {
    connecting: 'connecting',
    connected: 'connected',
    lost: (seconds: number) => `lost, again in ${seconds} s`,
    expelled: 'not admitted',
  },

  activity: {
    asking: 'Waiting for your camera and microphone…',
    offline: 'Waiting for the server…',
    expelled: 'You are not connected.',
    searching: 'Looking for a partner…',
    unanswered: 'The server does not answer the search. Still trying…',
    calling: 'Found somebody, connecting…',
    noPicture: 'Your partner sends no picture.',
    partnerMode: { audio: 'Your partner takes part with sound only.', text: 'Your partner takes part in writing only.' },
    ownMode: { audio: 'You take part with sound only.', text: 'You take part in writing only.' },
  },

  /** Several who look and are not connected cannot meet: they want others, or one has blocked the other. */
  crowd: (online: number, waiting: number) => {
    if (online < 2) return 'Nobody else is here yet. The next person to come is connected with you.';
    return waiting < 2 ? `${online} people online, ${waiting} looking` : `${online} people online. Nobody who is looking can meet you yet.`;
  },
  noWishes: 'Add topics that you like',
  anyLanguage: 'Any',
  bothLike: (tags: string) => `You both like: ${tags}.`,
  bothSpeak: (language: string) => `You both speak: ${language}.`,
  tags: {
    hint: (count: number) => `Press Enter after each, ${count} at the most. People who like the same come first.`,
    full: (count: number) => `These are ${count}, which is the most. Remove one to add another.`,
    added: (tags: string) => `Added: ${tags}`,
    removed: (tag: string) => `Removed: ${tag}`,
    remove: (tag: string) => `Remove ${tag}`,
  },

  blocked: {
    told: 'Blocked. You will not meet this partner again while this tab is open.',
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
  nobodyToWrite: 'No partner to write to',
  notInMode: 'Not used in this mode',

  report: {
    taken: 'Thank you, the report has arrived.',
    refused: (reason: string) => `The report was not taken: ${reason} You have blocked them all the same.`,
    unanswered: 'This server takes no reports, or cannot be reached. You have blocked them all the same.',
  },

  expelled: {
    kicked: 'The operator has disconnected you',
    banned: 'You may not take part for now',
    bannedUntil: (time: string) => `You may not take part until ${time}`,
    forbidden: 'This server does not let you in',
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
    audioCodec: 'Sound codec',
    audioRate: 'Sound',
    audioLoss: 'Sound lost',
    roundTrip: 'Round trip',
    route: 'Route',
    direct: 'direct',
    relayed: 'by a relay',
  },

  noScreen: 'The screen cannot be shown.',
  serverLost: 'The connection to the server is lost. A running call goes on, and the server is tried again by itself.',
  interrupted: 'The connection to your partner is interrupted. It may come back by itself.',

  speaker: {
    usual: 'As this device has it',
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
      `There is no ${either(kinds)}. Plug one in, or go on without: you can still see, hear and write.`,
    busy: (kinds: Kind[]) => `Your ${both(kinds)} cannot be opened. Another program may be using it.`,
    other: (kinds: Kind[], reason: string) => `Your ${both(kinds)} cannot be opened: ${reason}`,
  },
};

export type Texts = typeof en;
