// SPDX-License-Identifier: MIT

import { Devices, explain } from '../common/devices';
import { Dialogs } from '../common/dialogs';
import { element, setting } from '../common/dom';
import { IceServers } from '../common/ice';
import { type Notice, Notices } from '../common/notices';
import { type Shortcut, Shortcuts } from '../common/shortcuts';
import { startLanguage, texts as common } from '../common/texts';
import { startTheme } from '../common/theme';
import type { Kind, Mode } from '../common/types';
import { Blocked } from './call/blocked';
import { LIMITS, type ServerMessage } from './call/messages';
import type { Partner } from './call/partner';
import { PartnerSlot } from './call/partner_slot';
import { Search } from './call/search';
import { Signaling, type SignalingState } from './call/signaling';
import { LevelMeter } from './media/level';
import { kindsOf, startMode } from './media/mode';
import { Speakers } from './media/speakers';
import { texts } from './texts';
import { Announcement } from './view/announcement';
import { Attention } from './view/attention';
import { BlockedList } from './view/blocked_list';
import { Chat } from './view/chat';
import { ConnectionPanel } from './view/connection';
import { explainExpulsion } from './view/expulsion';
import { Lobby } from './view/lobby';
import { PartnerState } from './view/partner_state';
import { Preview } from './view/preview';
import { Report } from './view/report';
import { View } from './view/view';
import { Wishes } from './view/wishes';

/** Later, a partner is unblocked in the settings. */
const UNDO_MS = 20000;

/** Brings the parts together: the partner, and a search whenever there is none. */
export class Session {
  private devicesAsked = false;
  private undoTimer = 0;
  private sharing = false;
  private mode: Mode = startMode((mode) => this.modeChanged(mode));
  private readonly blocked = new Blocked();
  private readonly blockedList = new BlockedList((peer) => this.unblock(peer));
  private readonly partnerState = new PartnerState();

  private readonly notices = new Notices();
  private readonly view = new View({
    next: () => this.next(),
    block: () => this.block(),
    share: () => void this.share(),
    choose: (kind, id) => void this.devices.choose(kind, id),
    mute: (kind, muted) => {
      this.devices.mute(kind, muted);
      this.slot.stateChanged();
    },
  }, this.notices);

  private readonly lobby = new Lobby();
  private readonly announcement = new Announcement();
  private readonly attention = new Attention();

  private readonly chat = new Chat({
    say: (text) => this.partner?.say(text) ?? false,
    typing: (typing) => this.partner?.tell({ typing }),
  });

  private readonly ice: IceServers = new IceServers(setting('ice'), () => {
    const { id, token } = this.signaling;
    return id === null ? null : { id, token };
  });

  private readonly signaling = new Signaling(
    {
      changed: (state) => this.serverChanged(state),
      called: (call) => this.slot.called(call),
      connected: (connection) => this.slot.connected(connection),
      unreachable: (peer) => {
        this.search.unreachable(peer);
        if (this.partner?.id === peer) this.partner.giveUpUnlessConnected();
      },
      told: (message) => this.told(message),
    },
    this.ice.config,
    () => this.partner !== null,
  );

  private readonly wishes = new Wishes(() => {
    this.search.wishesChanged();
    this.update();
  });

  private readonly search = new Search(setting('find'), {
    send: (type) => this.signaling.send(type === 'FIND' ? { type, payload: this.whomToFind() } : { type }),
    found: (peer) => this.slot.call(peer),
    declined: (peer) => this.signaling.refuse(peer),
    wants: (peer) => !this.blocked.has(peer),
    changed: () => this.update(),
  });

  private readonly report = new Report({
    partner: () => this.partner?.id ?? null,
    report: (peer, reason) => this.complain(peer, reason),
    ended: (outcome) => {
      const text = () => (outcome.name === 'refused' ? texts.report.refused(outcome.error) : texts.report[outcome.name]);
      this.notices.set('report', { text, good: outcome.name === 'taken', action: this.closing('report') });
    },
  });

  private readonly level = new LevelMeter();
  private readonly speakers = new Speakers(element('partner-video', HTMLVideoElement));

  private readonly devices = new Devices({
    listed: (kind, list, chosen, allowed) => {
      this.view.listDevices(kind, list, chosen, allowed);
      void this.speakers.list();
    },
    track: (kind, track) => this.trackChanged(kind, track),
    sharing: (sharing) => {
      this.sharing = sharing;
      this.view.showSharing(sharing);
      this.slot.stateChanged();
    },
    trouble: (failures) => {
      this.slot.stateChanged();
      const action = { label: () => common.retry, act: () => void this.devices.start() };
      this.notices.set('devices', failures.size ? { text: () => explain(failures, texts.trouble), action } : null);
    },
  });

  private readonly slot = new PartnerSlot(this.signaling, this.devices.stream, {
    ready: () => this.devicesAsked,
    wants: (peer) => !this.blocked.has(peer),
    ownMode: () => this.mode,
    changed: () => this.update(),
    ownState: () => ({
      mode: this.mode,
      microphone: this.devices.sends('audio'),
      camera: this.devices.sends('video'),
      away: document.hidden,
    }),
    met: () => {
      this.chat.clear();
      this.attention.meeting();
    },
    interrupted: (interrupted) => {
      this.notices.set('partner', interrupted ? { text: () => texts.interrupted } : null);
    },
    stream: (stream) => {
      this.view.showPartner(stream);
      this.update();
    },
    message: (text) => this.chat.hear(text) && this.attention.message(),
    note: ({ typing, delivered }) => {
      if (typing !== undefined) this.chat.showTyping(typing);
      if (delivered !== undefined) this.chat.markDelivered(delivered);
    },
    left: () => this.drop(true),
  });

  private readonly panel = new ConnectionPanel(async () => (await this.partner?.statistics()) ?? null);

  private readonly dialogs = new Dialogs(['settings', 'help', 'report']);
  private readonly shortcuts = new Shortcuts(this.keys());

  private get partner(): Partner | null {
    return this.slot.partner;
  }

  async start(): Promise<void> {
    new Preview();
    element('open-wishes', HTMLButtonElement).addEventListener('click', () => this.openWishes());
    startTheme();
    startLanguage(() => this.speak());
    this.speak();
    document.addEventListener('visibilitychange', () => this.slot.stateChanged());
    this.signaling.connect();
    await this.devices.allow(kindsOf(this.mode));
    await Promise.all([this.devices.start(), this.ice.refresh()]);
    this.devicesAsked = true;
    this.update();
  }

  /** The page goes away: the partner shall know at once. */
  stop(): void {
    this.search.run(null, '');
    this.partner?.end();
    this.signaling.close();
  }

  private keys(): Shortcut[] {
    const { view } = this;
    return [
      { keys: ['N'], meaning: () => texts.shortcut.next, act: () => view.press('next') },
      { keys: ['M'], meaning: () => common.shortcut.muteAudio, act: () => view.press('audio') },
      { keys: ['V'], meaning: () => common.shortcut.muteVideo, act: () => view.press('video') },
      { keys: ['D'], meaning: () => texts.shortcut.share, act: () => view.press('share') },
      { keys: ['B'], meaning: () => texts.shortcut.block, act: () => view.press('block') },
      { keys: ['R'], meaning: () => texts.shortcut.report, act: () => view.press('report') },
      { keys: ['I'], meaning: () => texts.shortcut.connection, act: () => this.panel.toggle() },
      { keys: ['C'], meaning: () => common.shortcut.write, act: () => this.chat.write() },
      { keys: ['T'], meaning: () => texts.shortcut.wishes, act: () => this.openWishes() },
      { keys: ['S'], meaning: () => common.shortcut.settings, act: () => this.dialogs.open('settings') },
      { keys: ['?'], meaning: () => common.shortcut.help, act: () => this.dialogs.open('help') },
      { keys: ['←', '→', '↑', '↓'], meaning: () => texts.shortcut.move },
      { keys: ['Esc'], meaning: () => common.shortcut.leave },
    ];
  }

  /** Says everything in the language of now. */
  private speak(): void {
    this.shortcuts.list();
    this.wishes.speak();
    this.blockedList.show(this.blocked.all);
    this.notices.show();
    if (this.devicesAsked) this.devices.report();
    this.update();
  }

  private next(): void {
    const { partner } = this;
    // One that is not connected yet would not notice.
    if (partner && !partner.connected) this.signaling.refuse(partner.id);
    this.drop();
  }

  private block(): void {
    const { partner } = this;
    if (!partner) return;
    this.addBlocked(partner.id);
    this.next();
    const action = { label: () => texts.blocked.undo, act: () => this.unblock(partner.id) };
    this.notices.set('blocked', { text: () => texts.blocked.told, good: true, action });
    window.clearTimeout(this.undoTimer);
    this.undoTimer = window.setTimeout(() => this.notices.set('blocked', null), UNDO_MS);
  }

  private addBlocked(peer: string): void {
    this.blocked.add(peer);
    this.blockedList.show(this.blocked.all);
  }

  private unblock(peer: string): void {
    this.blocked.remove(peer);
    this.blockedList.show(this.blocked.all);
    this.notices.set('blocked', null);
    this.search.wishesChanged();
    this.update();
  }

  /** Whoever is reported is not met again either. */
  private complain(peer: string, reason: string): void {
    this.signaling.send({ type: 'REPORT', dst: peer, payload: { reason } });
    this.addBlocked(peer);
    if (this.partner?.id === peer) this.next();
  }

  private openWishes(): void {
    this.dialogs.open('settings');
    this.wishes.write();
  }

  private whomToFind(): unknown {
    const { tags, language } = this.wishes;
    return { tags, ...(language && { language }), block: this.blocked.latest(LIMITS.blocked) };
  }

  private told(message: ServerMessage): void {
    if (message.type === 'notice') return this.announcement.show(message.text);
    if (message.type === 'reported') return this.report.answered(message.error);
    this.search.heard(message);
  }

  private async share(): Promise<void> {
    if (this.sharing) return this.devices.unshare();
    const { partner } = this;
    try {
      await this.devices.share(() => partner === null || partner === this.partner);
      this.notices.set('screen', null);
    } catch (error) {
      // Who chose no screen need not be told.
      if (error instanceof DOMException && error.name === 'NotAllowedError') return;
      this.notices.set('screen', { text: () => texts.noScreen, action: this.closing('screen') });
    }
  }

  /** What closes the notice about this. */
  private closing(topic: string): NonNullable<Notice['action']> {
    return { label: () => common.page.close, act: () => this.notices.set(topic, null) };
  }

  private modeChanged(mode: Mode): void {
    this.mode = mode;
    void this.devices.allow(kindsOf(mode));
    this.slot.modeChanged();
    this.update();
  }

  private serverChanged(state: SignalingState): void {
    const action = { label: () => common.retry, act: () => this.signaling.connect() };
    if (state.name === 'connected') {
      this.search.reconnected();
      void this.ice.refresh().then(() => this.update());
      this.notices.set('server', null);
    }
    if (state.name === 'lost') this.notices.set('server', { text: () => texts.serverLost, action });
    if (state.name === 'expelled') {
      const { expulsion, at } = state;
      this.notices.set('server', { text: () => explainExpulsion(expulsion, at), action });
      // Calls run between the two alone, so it is we who end them.
      if (expulsion.kind !== 'forbidden') this.drop();
    }
    this.update();
  }

  /** Whoever is there, is there no more; `left` when that was not our doing. The chat can be read until the next call. */
  private drop(left = false): void {
    // What one partner was shown is not for the next.
    if (this.sharing && this.slot.met) void this.devices.unshare();
    this.chat.end(this.slot.met ? (left ? texts.partnerLeft : texts.callEnded) : null);
    this.slot.release();
    this.attention.forget();
    this.view.showPartner(null);
    this.notices.set('partner', null);
    this.update();
  }

  private trackChanged(kind: Kind, track: MediaStreamTrack): void {
    if (kind === 'audio') this.level.watch(track);
    this.view.showOwn(this.devices.stream);
    void this.partner?.replaceTrack(kind, track);
  }

  private update(): void {
    const { partner, signaling } = this;
    this.view.showSignaling(signaling.state);
    this.view.showConnections(partner?.media ?? 'none', partner?.data ?? 'none');
    this.view.enablePartner(partner !== null);
    this.view.enableSharing(this.mode === 'video');
    this.lobby.showActivity(this.activity(), partner?.media !== 'connected' && signaling.state.name !== 'expelled');
    this.lobby.showCrowd(partner || !signaling.id || this.search.expecting ? null : this.search.crowd);
    this.lobby.showWishes(partner ? null : this.wishes);
    this.lobby.showCommon(partner && (this.search.matchWith(partner.id)?.common ?? null));
    this.partnerState.show(partner?.media === 'connected' ? this.slot.activity : null, this.slot.mode);
    this.view.showPicture(this.mode === 'video' && this.slot.mode === 'video');
    this.chat.address(partner?.id ?? null, partner?.data === 'connected');
    this.search.run(partner || !this.devicesAsked || this.ice.proving ? null : signaling.id, signaling.token);
  }

  private activity(): string {
    const { activity } = texts;
    if (this.partner?.media === 'connected') return this.instead();
    if (this.partner) return activity.calling;
    if (!this.devicesAsked) return activity.asking;
    if (!this.signaling.id) return this.signaling.state.name === 'expelled' ? activity.expelled : activity.offline;
    if (this.search.expecting) return activity.calling;
    return this.search.answered ? activity.searching : activity.unanswered;
  }

  /** Why there is no picture, where there is none. */
  private instead(): string {
    const { activity } = texts;
    if (this.slot.mode !== 'video') return activity.partnerMode[this.slot.mode];
    if (this.mode !== 'video') return activity.ownMode[this.mode];
    return this.slot.stream?.getVideoTracks().length === 0 ? activity.noPicture : '';
  }
}
