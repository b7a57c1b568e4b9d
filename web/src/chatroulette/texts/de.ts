// SPDX-License-Identifier: MIT

import type { Kind } from '../../common/types';
import type { Texts } from './en';

const own: Record<Kind, string> = { audio: 'dein Mikrofon', video: 'deine Kamera' };
const no: Record<Kind, string> = { audio: 'kein Mikrofon', video: 'keine Kamera' };
const both = (kinds: Kind[]) => kinds.map((kind) => own[kind]).join(' und ');
const neither = (kinds: Kind[]) => kinds.map((kind) => no[kind]).join(' und ');

export const de: Texts = {
  page: {
    chat: 'Chat',
    video: 'Video',
    partner: 'Dein Gegenüber',
    own: 'Dein Bild: Drücken schiebt es in die nächste Ecke',
    ownHint: 'Ziehen, drücken oder Pfeiltasten verschieben dein Bild',
    share: 'Bildschirm zeigen',
    connection: 'Verbindung',
    received: 'Empfangen',
    sent: 'Gesendet',
    noCall: 'Gerade läuft kein Gespräch.',
    block: 'Blockieren',
    blockHint: 'Blockieren: weitersuchen und dieser Person nicht wieder begegnen, solange dieser Tab offen ist',
    mode: 'Mitmachen mit',
    modeVideo: 'Bild, Ton und Text',
    modeAudio: 'Ton und Text',
    modeText: 'Nur Text',
    next: 'Weiter',
    chatHint: 'Was du hier schreibst, ist nur für euch beide. Es verschwindet, wenn ihr euch trennt.',
    you: 'Du: ',
    them: 'Gegenüber: ',
    level: 'Lautstärke deines Mikrofons',
    speaker: 'Lautsprecher',
    sounds: 'Ton, wenn etwas geschieht und diese Seite nicht zu sehen ist',
    helpIntroduction:
      'Du triffst jemanden, der ebenfalls sucht. „Weiter“ beendet das Gespräch und sucht jemand anderen. ' +
      'Wen du gern treffen möchtest, Kamera, Mikrofon und Farben wählst du in den Einstellungen.',
    announcement: 'Vom Betreiber dieser Seite',
    report: 'Melden',
    reportHint: 'Melden: dem Betreiber sagen, was nicht stimmt, blockieren und weitersuchen',
    reportIntroduction:
      'Was stimmt nicht? Dein Gegenüber erfährt nichts davon. Du begegnest dieser Person nicht wieder, solange dieser Tab offen ist.',
    reportSexual: 'Nacktheit oder Sexuelles',
    reportAbuse: 'Beleidigungen, Hass oder Drohungen',
    reportMinor: 'Jemand, der minderjährig zu sein scheint',
    reportFraud: 'Werbung oder Betrug',
    reportOther: 'Etwas anderes',
    reportWords: 'Mehr dazu, wenn du magst',
    reportSend: 'Melden und weitersuchen',
    cancel: 'Abbrechen',
    whom: 'Wen du triffst',
    taking: 'Wie du mitmachst',
    tags: 'Worüber du gern sprichst',
    addTag: 'Thema hinzufügen',
    partnerLanguage: 'Sprache für das Gespräch',
    openWishes: 'Wählen, wen du triffst',
    blockedPeople: 'Blockiert',
  },

  shortcut: {
    next: 'Jemand anderen suchen',
    share: 'Bildschirm zeigen oder nicht mehr zeigen',
    block: 'Jemand anderen suchen und dieser Person nicht wieder begegnen',
    report: 'Melden und jemand anderen suchen',
    connection: 'Wie es um die Verbindung steht',
    wishes: 'Themen und Sprache, die du magst',
    move: 'Dein Bild verschieben, wenn es ausgewählt ist',
  },

  signaling: {
    connecting: 'verbindet',
    connected: 'verbunden',
    lost: (seconds) => `getrennt, neu in ${seconds} s`,
    expelled: 'nicht zugelassen',
  },

  activity: {
    asking: 'Warte auf Kamera und Mikrofon…',
    offline: 'Warte auf den Server…',
    expelled: 'Du bist nicht verbunden.',
    searching: 'Suche jemanden für dich…',
    unanswered: 'Der Server antwortet nicht auf die Suche. Es wird weiter versucht…',
    calling: 'Jemand ist gefunden, verbinde…',
    noPicture: 'Dein Gegenüber sendet kein Bild.',
    partnerMode: { audio: 'Dein Gegenüber ist nur mit Ton dabei.', text: 'Dein Gegenüber schreibt nur.' },
    ownMode: { audio: 'Du bist nur mit Ton dabei.', text: 'Du schreibst nur.' },
  },

  crowd: (online, waiting) => {
    if (online < 2) return 'Noch ist sonst niemand hier. Wer als Nächstes kommt, wird mit dir verbunden.';
    return waiting < 2
      ? `${online} sind online, ${waiting} sucht`
      : `${online} sind online. Niemand, der sucht, kann dich schon treffen.`;
  },
  noWishes: 'Themen angeben, die du magst',
  anyLanguage: 'Beliebig',
  bothLike: (tags) => `Ihr mögt beide: ${tags}.`,
  bothSpeak: (language) => `Ihr sprecht beide: ${language}.`,
  tags: {
    hint: (count) => `Nach jedem die Eingabetaste, höchstens ${count}. Wer dasselbe mag, kommt zuerst.`,
    full: (count) => `Mehr als ${count} gehen nicht. Entferne eines, um ein anderes hinzuzufügen.`,
    added: (tags) => `Hinzugefügt: ${tags}`,
    removed: (tag) => `Entfernt: ${tag}`,
    remove: (tag) => `${tag} entfernen`,
  },

  blocked: {
    told: 'Blockiert. Du triffst diese Person nicht wieder, solange dieser Tab offen ist.',
    undo: 'Rückgängig',
    none: 'Du hast niemanden blockiert.',
    hint: 'Du triffst sie nicht, solange dieser Tab offen ist.',
    at: (time) => `Blockiert um ${time}`,
    unblock: 'Freigeben',
    unblockAt: (time) => `Freigeben, blockiert um ${time}`,
  },

  partnerState: {
    microphoneOff: 'Das Mikrofon deines Gegenübers ist aus.',
    cameraOff: 'Die Kamera deines Gegenübers ist aus.',
    bothOff: 'Kamera und Mikrofon deines Gegenübers sind aus.',
    away: 'Dein Gegenüber hat diese Seite gerade nicht im Blick.',
  },
  partnerLeft: 'Dein Gegenüber ist gegangen.',
  callEnded: 'Das Gespräch ist beendet.',
  nobodyToWrite: 'Niemand zum Schreiben da',
  notInMode: 'In diesem Modus nicht benutzt',

  report: {
    taken: 'Danke, die Meldung ist angekommen.',
    refused: (reason) => `Die Meldung wurde nicht angenommen: ${reason} Blockiert ist die Person trotzdem.`,
    unanswered:
      'Dieser Server nimmt keine Meldungen an oder ist nicht zu erreichen. Blockiert ist die Person trotzdem.',
  },

  expelled: {
    kicked: 'Der Betreiber hat deine Verbindung getrennt',
    banned: 'Du darfst vorerst nicht mitmachen',
    bannedUntil: (time) => `Du darfst bis ${time} nicht mitmachen`,
    forbidden: 'Dieser Server lässt dich nicht herein',
    because: (what, why) => `${what}. ${why}`,
  },

  typing: 'Dein Gegenüber schreibt…',
  delivered: 'Zugestellt',
  flood: 'Dein Gegenüber schreibt zu schnell. Manches wird nicht gezeigt.',
  attention: {
    messages: (count) => (count === 1 ? 'Eine neue Nachricht' : `${count} neue Nachrichten`),
    met: 'Jemand ist da',
  },

  connectionPanel: {
    videoCodec: 'Video-Codec',
    size: 'Größe',
    frames: 'Bilder je Sekunde',
    videoRate: 'Video',
    videoLoss: 'Video verloren',
    audioCodec: 'Ton-Codec',
    audioRate: 'Ton',
    audioLoss: 'Ton verloren',
    roundTrip: 'Hin und zurück',
    route: 'Weg',
    direct: 'direkt',
    relayed: 'über ein Relais',
  },

  noScreen: 'Der Bildschirm lässt sich nicht zeigen.',
  serverLost:
    'Die Verbindung zum Server ist abgerissen. Ein laufendes Gespräch geht weiter, und der Server wird von selbst wieder gesucht.',
  interrupted: 'Die Verbindung zu deinem Gegenüber ist unterbrochen. Vielleicht kommt sie von selbst zurück.',

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
};
