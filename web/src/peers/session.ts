// SPDX-License-Identifier: MIT

import { ServerConnection } from '../common/connection';
import { element, setting } from '../common/dom';
import { IceServers } from '../common/ice';
import { OwnMedia } from '../common/own_media';
import { Page } from '../common/page';
import { RemoteVideo } from '../common/remote_video';
import type { Shortcut } from '../common/shortcuts';
import { showCall } from '../common/status';
import { texts as common } from '../common/texts';
import { Calls, type Ending } from '../common/calls';
import type { Protocol } from '../common/call_link';
import { Others, readClients } from './others';
import { texts } from './texts';

type Role = 'sender' | 'receiver' | 'both';

/** A page of the list of peers: it sends a picture, shows one, or both, by `data-role` of its body. */
export class Session {
  private readonly role = (document.body.dataset.role ?? 'both') as Role;
  private readonly page: Page = new Page(this.keys());
  private readonly server = new ServerConnection('/peers', this.page.notices, () => this.serverChanged());
  private readonly ice = new IceServers(setting('ice'), () => null);
  private readonly own =
    this.role === 'receiver'
      ? null
      : new OwnMedia(this.page.notices, (kind, track) => this.calls.replaceTrack(kind, track));
  private readonly remote =
    this.role === 'sender' ? null : new RemoteVideo(element('partner-video', HTMLVideoElement), this.page.notices);
  private readonly others = new Others(this.role === 'receiver' ? null : (peer) => this.call(peer));
  private readonly hangUp = element('hang-up', HTMLButtonElement);
  private readonly calls: Calls;
  private peers: ReadonlySet<string> = new Set();
  private ready = false;
  private received: MediaStream | null = null;

  constructor(private readonly protocol: Protocol) {
    this.calls = new Calls(
      {
        protocol,
        answers: this.role !== 'sender',
        stream: () => this.own?.stream ?? null,
        config: this.ice.config,
        ownId: () => this.server.id,
      },
      {
        send: (event, peer, value) => this.server.socket.emit(event, peer, value),
        stream: (stream) => this.show(stream),
        changed: () => this.update(),
        ended: (how) => this.ended(how),
      },
    );
  }

  async start(): Promise<void> {
    this.hangUp.addEventListener('click', () => this.calls.hangUp());
    window.addEventListener('pagehide', () => this.calls.hangUp());
    this.page.start(() => this.speak());
    await Promise.all([this.own?.start(), this.ice.refresh()]);
    this.ready = true;
    this.listen();
    this.server.connect();
    this.update();
  }

  /** Only when there is something to answer with. */
  private listen(): void {
    const { socket } = this.server;
    socket.on('clients', (clients: unknown) => {
      this.peers = readClients(clients, this.server.id);
      this.calls.present(this.peers);
      this.update();
    });
    for (const event of this.protocol.events) {
      socket.on(event, (_: unknown, value: unknown, from: unknown) => {
        if (typeof from === 'string') this.calls.heard(event, from, value);
      });
    }
  }

  private keys(): Shortcut[] {
    const end = { keys: ['H'], meaning: () => texts.end, act: () => this.hangUp.click() };
    if (this.role === 'receiver') return [end];
    const call = { keys: ['C'], meaning: () => texts.callFirst, act: () => this.others.first?.click() };
    const press = (id: string) => () => element(id, HTMLButtonElement).click();
    return [
      call,
      end,
      { keys: ['M'], meaning: () => common.shortcut.muteAudio, act: press('mute-audio') },
      { keys: ['V'], meaning: () => common.shortcut.muteVideo, act: press('mute-video') },
    ];
  }

  private call(peer: string): void {
    this.page.notices.set('call', null);
    this.calls.call(peer);
  }

  private ended(how: Ending): void {
    const action = { label: () => common.page.close, act: () => this.page.notices.set('call', null) };
    this.page.notices.set('call', { text: () => texts.ending[how], good: how === 'ended', action });
  }

  private show(stream: MediaStream | null): void {
    this.received = stream;
    if (stream) this.page.notices.set('call', null);
    this.remote?.show(stream);
  }

  /** Calls go on without the server; what it knew of us is gone. */
  private serverChanged(): void {
    if (this.server.id === null) this.peers = new Set();
    else void this.ice.refresh();
    this.update();
  }

  private speak(): void {
    this.server.speak();
    this.own?.speak();
    this.others.speak();
    this.update();
  }

  private update(): void {
    const { calls, server } = this;
    showCall(calls.state);
    element('own-id', HTMLElement).textContent = server.id ?? '–';
    this.hangUp.disabled = calls.peer === null;
    this.others.show(this.peers, this.ready && server.id !== null && calls.peer === null);
    const activity = element('activity', HTMLParagraphElement);
    const text = this.activity();
    if (activity.textContent !== text) activity.textContent = text;
  }

  private activity(): string {
    const { activity } = texts;
    if (!this.ready && this.own) return activity.asking;
    if (this.calls.peer === null) return this.server.id === null ? activity.offline : activity.idle[this.role];
    if (this.calls.state === 'interrupted') return activity.interrupted;
    if (this.calls.state !== 'connected') return activity.connecting;
    if (this.role === 'sender') return activity.sending(this.calls.peer);
    return this.received && this.received.getVideoTracks().length > 0 ? '' : activity.noPicture;
  }
}
