// SPDX-License-Identifier: MIT

import SimplePeer from 'simple-peer/simplepeer.min.js';

import type { Kind } from '../common/types';
import { type Link, type LinkOptions, type Protocol, fieldsOf } from '../common/call_link';

/** A connection by simple-peer: all that it has to say goes as `signal`. */
class SimpleLink implements Link {
  private readonly peer: SimplePeer;
  private readonly sent = new Map<string, MediaStreamTrack>();
  private connected = false;
  private closed = false;

  constructor(private readonly options: LinkOptions) {
    const { stream, config, outgoing, send, events } = options;
    for (const track of stream?.getTracks() ?? []) this.sent.set(track.kind, track);
    this.peer = new SimplePeer({ initiator: outgoing, stream: stream ?? false, config });
    this.peer.on('signal', (signal) => send('signal', signal));
    this.peer.on('stream', (received) => events.stream(received));
    this.peer.on('connect', () => {
      this.connected = true;
      events.changed('connected');
    });
    this.peer.on('iceStateChange', (state) => this.iceChanged(state));
    this.peer.on('error', () => this.end());
    this.peer.on('close', () => this.end());
  }

  hear(_: string, value: unknown): void {
    if (this.peer.destroyed) return;
    try {
      this.peer.signal(value);
    } catch {
      this.peer.destroy();
    }
  }

  replaceTrack(kind: Kind, track: MediaStreamTrack): void {
    const { stream } = this.options;
    const before = this.sent.get(kind);
    if (!stream || !before || this.peer.destroyed || before === track) return;
    this.peer.replaceTrack(before, track, stream);
    this.sent.set(kind, track);
  }

  close(): void {
    this.closed = true;
    this.peer.destroy();
  }

  private iceChanged(state: RTCIceConnectionState): void {
    if (state === 'disconnected') this.options.events.changed('interrupted');
    else if (this.connected && (state === 'connected' || state === 'completed')) this.options.events.changed('connected');
  }

  private end(): void {
    if (!this.closed) this.options.events.ended();
    this.closed = true;
  }
}

export const simple: Protocol = {
  events: ['signal'],
  opens: (_, value) => fieldsOf(value)['type'] === 'offer',
  answers: (_, value) => fieldsOf(value)['type'] === 'answer',
  renegotiates: true,
  connect: (options) => new SimpleLink(options),
};
