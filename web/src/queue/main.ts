// SPDX-License-Identifier: MIT

import { ServerConnection } from '../common/connection';
import { element, setting } from '../common/dom';
import { IceServers } from '../common/ice';
import { OwnMedia } from '../common/own_media';
import { Page } from '../common/page';
import { RemoteVideo } from '../common/remote_video';
import { showCall } from '../common/status';
import { texts as common } from '../common/texts';
import { Caller } from './caller';
import { texts } from './texts';

/** So long after a call has ended the server may take to say what comes next. */
const PATIENCE_MS = 3000;
/** A server that has lost sight of us is asked again; to one that has not, that changes nothing. */
const REPEAT_MS = 20000;

/** Asks the server for a room. It sends the id of the newcomer to the page that waits, which calls. */
class Queue {
  private readonly page: Page = new Page([
    { keys: ['N'], meaning: () => texts.nextKey, act: () => this.next.click() },
    { keys: ['M'], meaning: () => common.shortcut.muteAudio, act: () => element('mute-audio', HTMLButtonElement).click() },
    { keys: ['V'], meaning: () => common.shortcut.muteVideo, act: () => element('mute-video', HTMLButtonElement).click() },
  ]);
  private readonly server = new ServerConnection('/queue', this.page.notices, () => this.join());
  private readonly ice = new IceServers(setting('ice'), () => null);
  private readonly remote = new RemoteVideo(element('partner-video', HTMLVideoElement), this.page.notices);
  private readonly next = element('next', HTMLButtonElement);
  private readonly own = new OwnMedia(this.page.notices, (kind, track) => this.caller.replaceTrack(kind, track));
  private readonly caller: Caller = new Caller(this.own.stream, this.ice.config, {
    opened: () => this.join(),
    changed: () => this.update(),
    stream: (stream) => this.show(stream),
    ended: () => this.joinSoon(),
  });
  private ready = false;
  /** Another page has waited, and calls this one now. Only our own server acknowledges that. */
  private called = false;
  private received: MediaStream | null = null;
  private timer = 0;

  async start(): Promise<void> {
    this.next.addEventListener('click', () => this.goOn());
    window.addEventListener('pagehide', () => this.caller.hangUp());
    const { socket } = this.server;
    socket.on('new_member', (peer: unknown) => typeof peer === 'string' && this.meet(peer));
    socket.on('member_left', (peer: unknown) => this.part(peer));
    this.page.start(() => this.speak());
    await Promise.all([this.own.start(), this.ice.refresh()]);
    this.ready = true;
    this.caller.open();
    this.server.connect();
    this.update();
  }

  /** Into a room, where there is none of ours that lasts. */
  private join(): void {
    window.clearTimeout(this.timer);
    const { id, state } = this.caller;
    if (this.server.id !== null && id !== null && state === 'none') {
      this.called = false;
      this.server.socket.timeout(REPEAT_MS).emit('wantToJoin', id, (error: unknown, called: unknown) => {
        this.called = !error && called === true;
        this.update();
      });
      this.timer = window.setTimeout(() => this.join(), REPEAT_MS);
    }
    this.update();
  }

  /** The server puts this page back by itself when it sees the other one leave; otherwise the page has to ask. */
  private joinSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.join(), PATIENCE_MS);
    this.update();
  }

  private goOn(): void {
    this.caller.hangUp();
    this.join();
  }

  private meet(peer: string): void {
    window.clearTimeout(this.timer);
    void this.ice.refresh();
    this.caller.call(peer);
  }

  /** Somebody else may call already. */
  private part(peer: unknown): void {
    this.called = false;
    if (peer === this.caller.partner) this.caller.hangUp();
  }

  private show(stream: MediaStream | null): void {
    this.received = stream;
    this.remote.show(stream);
    this.update();
  }

  private speak(): void {
    this.server.speak();
    this.own.speak();
    this.update();
  }

  private update(): void {
    const { state } = this.caller;
    showCall(state);
    this.next.disabled = state === 'none' || this.server.id === null || this.caller.id === null;
    const activity = element('activity', HTMLParagraphElement);
    const text = this.activity();
    if (activity.textContent !== text) activity.textContent = text;
  }

  private activity(): string {
    const { activity } = texts;
    if (!this.ready) return activity.asking;
    const { state, id } = this.caller;
    if (state === 'interrupted') return activity.interrupted;
    if (state === 'connecting') return activity.connecting;
    if (state === 'connected') return (this.received?.getVideoTracks().length ?? 0) > 0 ? '' : activity.noPicture;
    if (this.server.id === null) return activity.offline;
    if (id === null) return activity.noSignaling;
    return this.called ? activity.connecting : activity.waiting;
  }
}

void new Queue().start();
