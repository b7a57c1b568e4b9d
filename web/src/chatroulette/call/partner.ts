// SPDX-License-Identifier: MIT

import type { DataConnection, MediaConnection } from 'peerjs';

import type { ConnectionState, Kind } from '../../common/types';
import { type Note, knowsNotes, readNote, writeNote } from './notes';

export interface PartnerEvents {
  changed(): void;
  stream(stream: MediaStream): void;
  message(text: string): void;
  note(note: Note): void;
  /** What a partner who knows notes is told first. */
  greeting(): Note;
  /** Once, and not when we end it ourselves. */
  left(): void;
}

const CONNECT_TIMEOUT_MS = 15000;
/** The browser itself needs some 20 s more before it gives up a connection that went silent. */
const INTERRUPTION_MS = 6000;

/** One other person: a media connection and a data connection that live and end together. */
export class Partner {
  media: ConnectionState = 'none';
  data: ConnectionState = 'none';
  private call: MediaConnection | null = null;
  private chat: DataConnection | null = null;
  private takesNotes = false;
  private received = 0;
  private ended = false;
  private interruption = 0;
  private deadline = 0;

  constructor(readonly id: string, readonly outgoing: boolean, private readonly events: PartnerEvents) {
    this.awaitConnection();
  }

  /** A partner with only chat, or only sound and picture, is one too. */
  get connected(): boolean {
    return this.media === 'connected' || this.data === 'connected';
  }

  get hasCall(): boolean {
    return this.call !== null;
  }

  get hasChat(): boolean {
    return this.chat !== null;
  }

  useCall(call: MediaConnection): void {
    const former = this.call;
    this.call = call;
    this.awaitConnection();
    this.setMedia('connecting');
    const whileItCounts = (act: () => void) => () => this.call === call && act();
    call.on('stream', (stream) => this.call === call && !this.ended && this.events.stream(stream));
    call.on('iceStateChanged', (state) => this.call === call && this.iceChanged(state));
    call.on('close', whileItCounts(() => this.leave()));
    call.on('error', whileItCounts(() => this.leave()));
    // The partner lost the connection, and made another one in its place.
    window.clearTimeout(this.interruption);
    former?.close();
  }

  useChat(chat: DataConnection): void {
    const former = this.chat;
    this.chat = chat;
    this.setData('connecting');
    this.takesNotes = !this.outgoing && knowsNotes(chat.metadata);
    chat.on('open', () => {
      this.setData('connected');
      this.tell(this.events.greeting());
    });
    chat.on('data', (data) => this.heard(data));
    chat.on('close', () => this.chat === chat && this.leave());
    chat.on('error', (error) => {
      if (this.chat === chat && error.type !== 'message-too-big') this.leave();
    });
    former?.close();
  }

  /** True when the text was handed to an open connection. */
  say(text: string): boolean {
    if (this.data !== 'connected' || !this.chat) return false;
    void this.chat.send(text);
    return true;
  }

  /** Reaches only partners who know what a note is. */
  tell(note: Note): void {
    if (this.takesNotes && this.data === 'connected') void this.chat?.send(writeNote(note));
  }

  /** What the partner gets from now on; there is nothing to negotiate, so it takes effect at once. */
  async replaceTrack(kind: Kind, track: MediaStreamTrack): Promise<void> {
    await this.sender(kind)?.replaceTrack(track);
  }

  /** Sends nothing of this kind to who does not want it. */
  async pause(kind: Kind, paused: boolean): Promise<void> {
    const sender = this.sender(kind);
    if (!sender) return;
    const parameters = sender.getParameters();
    if (parameters.encodings.every(({ active }) => active === !paused)) return;
    for (const encoding of parameters.encodings) encoding.active = !paused;
    await sender.setParameters(parameters).catch(() => undefined); // it is sent for nothing then
  }

  async statistics(): Promise<RTCStatsReport | null> {
    return (await this.call?.peerConnection?.getStats()) ?? null;
  }

  private sender(kind: Kind): RTCRtpSender | undefined {
    return this.call?.peerConnection?.getSenders().find((sender) => sender.track?.kind === kind);
  }

  /** Sound and picture that have begun must come: what gets lost on its way is lost for good, even if the chat is there. */
  private awaitConnection(): void {
    window.clearTimeout(this.deadline);
    this.deadline = window.setTimeout(() => {
      if (!this.connected || this.media === 'connecting') this.leave();
    }, CONNECT_TIMEOUT_MS);
  }

  giveUpUnlessConnected(): void {
    if (!this.connected) this.leave();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    window.clearTimeout(this.deadline);
    window.clearTimeout(this.interruption);
    this.media = this.data = 'none';
    this.chat?.close();
    this.call?.close();
  }

  private heard(data: unknown): void {
    if (this.ended) return;
    if (typeof data === 'string') {
      this.received += 1;
      this.tell({ delivered: this.received });
      return this.events.message(data);
    }
    const note = readNote(data);
    if (!note) return;
    if (!this.takesNotes) {
      this.takesNotes = true;
      this.tell(this.events.greeting());
    }
    this.events.note(note);
  }

  private leave(): void {
    if (this.ended) return;
    this.end();
    this.events.left();
  }

  private iceChanged(state: RTCIceConnectionState): void {
    if (this.ended) return;
    window.clearTimeout(this.interruption);
    if (state === 'connected' || state === 'completed') this.setMedia('connected');
    if (state === 'disconnected') {
      this.setMedia('interrupted');
      this.interruption = window.setTimeout(() => this.leave(), INTERRUPTION_MS);
    }
    if (state === 'failed' || state === 'closed') this.leave();
  }

  private setMedia(state: ConnectionState): void {
    if (this.ended) return;
    this.media = state;
    this.events.changed();
  }

  private setData(state: ConnectionState): void {
    if (this.ended) return;
    this.data = state;
    this.events.changed();
  }
}
