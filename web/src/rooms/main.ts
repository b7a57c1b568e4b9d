// SPDX-License-Identifier: MIT

import { Calls, type Ending } from '../common/calls';
import { element, setting } from '../common/dom';
import { IceServers } from '../common/ice';
import { OwnMedia } from '../common/own_media';
import { Page } from '../common/page';
import { plainProtocol } from '../common/plain_link';
import { RemoteVideo } from '../common/remote_video';
import { ServerSocket } from '../common/server_socket';
import { type LinkState, type Refusal as ServerRefusal, ServerStatus } from '../common/server_status';
import { showCall } from '../common/status';
import { texts as common } from '../common/texts';
import { Lobby } from './lobby';
import { Membership, type Refusal } from './membership';
import { type Seat, keepSeat, seatOf } from './seat';
import { texts } from './texts';
import { RoomView } from './view';

/** A call that ends so soon after the server was away has ended for that. */
const AFTERMATH_MS = 10_000;
/** There is one other member at the most. */
const PARTNER = 'partner';
const protocol = plainProtocol({ offer: 'offer', answer: 'answer', candidate: 'iceCandidate' });

/** A call in a room that one page opens and another one joins. Who joins calls. */
class Rooms {
  private readonly page: Page = new Page([
    { keys: ['N'], meaning: () => texts.page.createRoom, act: () => this.lobby.create() },
    { keys: ['C'], meaning: () => texts.page.callAgain, act: () => this.view.callAgain.click() },
    { keys: ['L'], meaning: () => texts.page.leave, act: () => this.entering && this.leave() },
    { keys: ['M'], meaning: () => common.shortcut.muteAudio, act: () => element('mute-audio', HTMLButtonElement).click() },
    { keys: ['V'], meaning: () => common.shortcut.muteVideo, act: () => element('mute-video', HTMLButtonElement).click() },
  ]);
  private readonly socket = new ServerSocket(setting('rooms'), {
    message: (message) => this.membership.heard(message),
    changed: (state, refusal) => this.serverChanged(state, refusal),
  });
  private readonly status = new ServerStatus(this.page.notices, () => this.socket.connect());
  private readonly membership: Membership = new Membership(this.socket, {
    opened: () => this.opened(),
    call: () => (this.calls.peer === null ? this.calls.call(PARTNER) : this.calls.repeat()),
    partnerLeft: () => this.partnerLeft(),
    partnerReturned: () => this.calls.state !== 'connected' && this.again(),
    refused: (why, text) => this.refused(why, text),
    notice: (text) => this.page.notices.set('notice', { text: () => text, good: true, action: this.closing('notice') }),
    relayed: (type, payload) => this.relayed(type, payload),
  });
  private readonly ice = new IceServers(setting('ice'), () => null);
  private readonly own = new OwnMedia(this.page.notices, (kind, track) => this.calls.replaceTrack(kind, track));
  private readonly remote = new RemoteVideo(element('partner-video', HTMLVideoElement), this.page.notices);
  private readonly calls: Calls = new Calls(
    { protocol, answers: true, stream: () => this.own.stream, config: this.ice.config, ownId: () => null },
    {
      send: (type, _, payload) => this.membership.send(type, payload),
      stream: (stream) => this.show(stream),
      changed: () => this.callChanged(),
      ended: (how) => this.ended(how),
    },
  );
  private readonly lobby = new Lobby((seat) => void this.enter(seat));
  private readonly view = new RoomView(this.page.notices);
  /** The place that the person wants; null in the lobby. */
  private entering: Seat | null = null;
  private received: MediaStream | null = null;
  /** The other member is not at the server any more. */
  private isAlone = true;
  private wasInterrupted = false;
  private lostAt = -Infinity;
  private ending: Ending | null = null;

  start(): void {
    this.view.callAgain.addEventListener('click', () => this.again());
    this.view.leave.addEventListener('click', () => this.leave());
    window.addEventListener('pagehide', () => this.calls.hangUp());
    this.page.start(() => this.speak());
    const seat = seatOf(location.href);
    this.lobby.show(seat === null);
    this.socket.connect();
    if (seat) void this.enter(seat);
  }

  private async enter(seat: Seat): Promise<void> {
    this.entering = seat;
    this.lobby.show(false);
    this.view.name(seat.room);
    this.update();
    await Promise.all([this.own.start(), this.ice.refresh()]);
    this.membership.enter(seat);
    this.update();
  }

  /** The page begins anew, without camera and microphone. */
  private leave(): void {
    this.calls.hangUp();
    this.membership.send('leave', undefined);
    keepSeat(null);
    location.replace(location.pathname);
  }

  private again(): void {
    this.page.notices.set('room', null);
    this.calls.hangUp();
    this.membership.again();
    this.update();
  }

  /** Calls go on without the server. */
  private serverChanged(state: LinkState, refusal: ServerRefusal): void {
    this.status.enter(state, refusal);
    if (state === 'connected') {
      void this.ice.refresh();
      this.membership.arrive();
    } else {
      this.lostAt = Date.now();
      this.membership.lost();
    }
    this.update();
  }

  private opened(): void {
    this.page.notices.set('room', null);
    this.view.name(this.membership.seat?.room ?? '');
    this.update();
  }

  private relayed(type: string, payload: unknown): void {
    this.isAlone = false;
    this.calls.heard(type, PARTNER, payload);
  }

  private partnerLeft(): void {
    this.isAlone = true;
    this.calls.present(new Set());
    this.update();
  }

  private refused(why: Refusal, text: string): void {
    // A call that runs goes on: its place at the server is asked for once more.
    if (this.calls.state === 'connecting' || why === 'elsewhere') this.calls.hangUp();
    if (why !== 'full' && why !== 'unknown') {
      const label = () => (why === 'elsewhere' ? texts.useHere : common.retry);
      const action = { label, act: () => this.again() };
      this.page.notices.set('room', { text: () => texts.refused[why](text), action });
    }
    this.update();
  }

  private callChanged(): void {
    const { state } = this.calls;
    if (state === 'connecting') this.wasInterrupted = false;
    if (state === 'interrupted') this.wasInterrupted = true;
    if (state === 'connected') {
      this.wasInterrupted = false;
      this.ending = null;
      this.membership.succeeded();
      this.page.notices.set('room', null);
    }
    if (state === 'interrupted' && this.isAlone) this.calls.present(new Set());
    this.update();
  }

  /** After a call that was not ended on purpose, who has joined calls again. */
  private ended(how: Ending): void {
    this.ending = how;
    const wasAccident = how === 'unanswered' || this.wasInterrupted || this.isServerShaky();
    if (this.membership.seat?.created !== true) {
      if (wasAccident) this.membership.retry();
      else this.membership.stop();
    }
    this.update();
  }

  private isServerShaky(): boolean {
    return !this.socket.open || Date.now() - this.lostAt < AFTERMATH_MS;
  }

  private show(stream: MediaStream | null): void {
    this.received = stream;
    this.remote.show(stream);
    this.update();
  }

  private closing(topic: string) {
    return { label: () => common.page.close, act: () => this.page.notices.set(topic, null) };
  }

  private speak(): void {
    this.status.speak();
    this.own.speak();
    this.lobby.speak();
    this.update();
  }

  private update(): void {
    const { calls, membership } = this;
    const isIdle = calls.state === 'none';
    showCall(calls.state);
    this.view.update(this.activity(), {
      invites: isIdle && membership.seat?.created === true && membership.seat.room !== '',
      open: membership.open,
      calls: isIdle && membership.seat?.created === false && this.socket.open,
    });
  }

  private activity(): string {
    const { activity } = texts;
    const { calls, membership } = this;
    if (membership.seat === null) return activity.asking;
    if (calls.state === 'interrupted') return activity.interrupted;
    if (calls.state === 'connecting') return activity.connecting;
    if (calls.state === 'connected') return (this.received?.getVideoTracks().length ?? 0) > 0 ? '' : activity.noPicture;
    if (!this.socket.open) return activity.offline;
    if (membership.refusal) return activity.refusal[membership.refusal];
    if (!membership.seat.created) return this.ending === 'unanswered' ? activity.unanswered : activity.gone;
    if (!membership.open) return activity.opening;
    return this.ending === null ? activity.waiting : activity.left;
  }
}

new Rooms().start();
