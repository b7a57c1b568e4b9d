// SPDX-License-Identifier: MIT

import type { DataConnection, MediaConnection } from 'peerjs';

import type { Kind } from './devices';
import { type Note, knowsNotes, readNote, writeNote } from './notes';

export type ConnectionState = 'none' | 'connecting' | 'connected' | 'interrupted';

export interface PartnerEvents {
  changed(): void;
  stream(stream: MediaStream): void;
  message(text: string): void;
  note(note: Note): void;
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
  private readonly deadline: number;

  constructor(readonly id: string, readonly outgoing: boolean, private readonly events: PartnerEvents) {
    this.deadline = window.setTimeout(() => this.giveUpUnlessConnected(), CONNECT_TIMEOUT_MS);
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
    this.call = call;
    this.setMedia('connecting');
    call.on('stream', (stream) => !this.ended && this.events.stream(stream));
    call.on('iceStateChanged', (state) => this.iceChanged(state));
    call.on('close', () => this.leave());
    call.on('error', () => this.leave());
  }

  useChat(chat: DataConnection): void {
    this.chat = chat;
    this.setData('connecting');
    this.takesNotes = !this.outgoing && knowsNotes(chat.metadata);
    chat.on('open', () => {
      this.setData('connected');
      this.tell({});
    });
    chat.on('data', (data) => this.heard(data));
    chat.on('close', () => this.leave());
    chat.on('error', (error) => {
      if (error.type !== 'message-too-big') this.leave();
    });
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
    const senders = this.call?.peerConnection?.getSenders() ?? [];
    await senders.find((sender) => sender.track?.kind === kind)?.replaceTrack(track);
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
    this.takesNotes = true;
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
