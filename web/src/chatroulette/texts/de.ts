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
    connection: 'Details der Verbindung',
    received: 'Empfangen',
    sent: 'Gesendet',
    noCall: 'Gerade läuft kein Gespräch.',
    block: 'Blockieren',
    blockHint: 'Blockieren: weitersuchen und dieser Person nicht wieder begegnen, solange dieser Tab offen ist',
    mode: 'Modus',
    modeVideo: 'Video, Ton und Text',
    modeAudio: 'Ton und Text',
    modeText: 'Nur Text',
    next: 'Weiter',
    chatHint: 'Nur ihr beide könnt diesen Chat lesen. Er verschwindet, wenn das nächste Gespräch beginnt.',
    you: 'Du: ',
    them: 'Gegenüber: ',
    level: 'Mikrofonpegel',
    speaker: 'Lautsprecher',
    sounds: 'Ton bei Neuigkeiten, solange diese Seite im Hintergrund ist',
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
    reportMinor: 'Scheint minderjährig zu sein',
    reportFraud: 'Werbung oder Betrug',
    reportOther: 'Etwas anderes',
    reportWords: 'Einzelheiten (freiwillig)',
    reportSend: 'Meldung senden',
    cancel: 'Abbrechen',
    whom: 'Dein Gegenüber',
    taking: 'Kamera und Mikrofon',
    tags: 'Themen',
    addTag: 'Thema hinzufügen',
    partnerLanguage: 'Sprache des Gesprächs',
    openWishes: 'Themen und Sprache wählen',
    blockedPeople: 'Blockiert',
    wordShare: 'Zeigen',
    wordConnection: 'Details',
    wordBlock: 'Blockieren',
    wordReport: 'Melden',
    helpButtons: 'Die Knöpfe',
    helpNext: 'Beendet das Gespräch und sucht jemand anderen.',
    helpMute: 'Dein Gegenüber hört dich nicht, bis du wieder drückst.',
    helpCamera: 'Dein Gegenüber sieht dich nicht, bis du wieder drückst.',
    helpShare: 'Zeigt deinen Bildschirm oder ein Fenster anstelle der Kamera.',
    helpConnection: 'Zeigt Qualität und Weg der Verbindung.',
    helpBlock: 'Beendet das Gespräch. Du triffst diese Person nicht wieder, solange dieser Tab offen ist, außer du nimmst es zurück.',
    helpReport: 'Sagt dem Betreiber, was nicht stimmt, blockiert dein Gegenüber und sucht weiter.',
  },

  shortcut: {
    next: 'Jemand anderen suchen',
    share: 'Bildschirm zeigen oder ausblenden',
    block: 'Diese Person blockieren',
    report: 'Diese Person melden',
    connection: 'Details der Verbindung',
    wishes: 'Themen und Sprache',
    move: 'Dein Bild verschieben, wenn es ausgewählt ist',
  },

  signaling: {
    connecting: 'verbindet',
    connected: 'verbunden',
    lost: (seconds) => `offline, neuer Versuch in ${seconds} s`,
    expelled: 'vom Server gesperrt',
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
      : `${online} sind online, noch niemand passend`;
  },
  noWishes: 'Themen hinzufügen',
  anyLanguage: 'Beliebig',
  bothLike: (tags) => `Ihr mögt beide: ${tags}.`,
  bothSpeak: (language) => `Ihr sprecht beide: ${language}.`,
  tags: {
    hint: (count) => `Nach jedem Thema die Eingabetaste drücken, höchstens ${count}. Wer dieselben Themen hat, kommt zuerst.`,
    full: (count) => `Mehr als ${count} gehen nicht. Entferne eines, um ein anderes hinzuzufügen.`,
    added: (tags) => `Hinzugefügt: ${tags}`,
    removed: (tag) => `Entfernt: ${tag}`,
    remove: (tag) => `${tag} entfernen`,
  },

  blocked: {
    told: 'Blockiert, solange dieser Tab offen ist.',
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
  nobodyToWrite: 'Noch niemand da',
  notInMode: 'In diesem Modus nicht benutzt',

  report: {
    taken: 'Danke, die Meldung wurde gesendet.',
    refused: (reason) => `Die Meldung konnte nicht gesendet werden: ${reason} Blockiert ist die Person trotzdem.`,
    unanswered:
      'Dieser Server nimmt keine Meldungen an oder ist nicht zu erreichen. Blockiert ist die Person trotzdem.',
  },

  expelled: {
    kicked: 'Der Betreiber hat deine Verbindung getrennt',
    banned: 'Du bist vorerst gesperrt',
    bannedUntil: (time) => `Du bist bis ${time} gesperrt`,
    forbidden: 'Dieser Server hat dich gesperrt',
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
    roundTrip: 'Umlaufzeit',
    route: 'Weg',
    direct: 'direkt',
    relayed: 'über ein Relais',
  },

  noScreen: 'Der Bildschirm lässt sich nicht zeigen.',
  serverLost:
    'Die Verbindung zum Server ist abgerissen. Dein Gespräch geht weiter, und die Seite verbindet sich von selbst wieder.',
  interrupted: 'Die Verbindung zu deinem Gegenüber ist unterbrochen. Vielleicht kommt sie von selbst zurück.',

  speaker: {
    usual: 'Wie im System eingestellt',
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
