// SPDX-License-Identifier: MIT

import type { ConnectionState, Kind } from './types';
import { type Link, type LinkOptions, type Protocol, fieldsOf } from './call_link';

const WAITING_CANDIDATES = 100;

const states: Record<RTCPeerConnectionState, ConnectionState> = {
  new: 'connecting',
  connecting: 'connecting',
  connected: 'connected',
  disconnected: 'interrupted',
  failed: 'none',
  closed: 'none',
};

/** How a system calls the messages of a call. */
export interface PlainNames {
  offer: string;
  answer: string;
  /** One for each candidate. */
  candidate: string;
}

/** A connection by RTCPeerConnection alone. */
class PlainLink implements Link {
  private readonly connection: RTCPeerConnection;
  /** They may come before the description that they belong to is set. */
  private early: RTCIceCandidateInit[] | null = [];

  constructor(
    private readonly names: PlainNames,
    private readonly options: LinkOptions,
  ) {
    const { stream, config, outgoing, send, events } = options;
    const connection = (this.connection = new RTCPeerConnection(config));
    for (const track of stream?.getTracks() ?? []) connection.addTrack(track, ...(stream ? [stream] : []));
    connection.ontrack = ({ streams: [received], track }) => events.stream(received ?? new MediaStream([track]));
    connection.onicecandidate = ({ candidate }) => candidate && send(names.candidate, candidate.toJSON());
    connection.onconnectionstatechange = () => this.changed();
    if (outgoing) this.attempt(this.offer());
  }

  hear(event: string, value: unknown): void {
    const sdp = sdpOf(value);
    if (event === this.names.candidate) this.attempt(this.addCandidate(value));
    else if (sdp === null) return;
    else if (event === this.names.offer) this.attempt(this.answer(sdp));
    else if (this.connection.signalingState === 'have-local-offer') this.attempt(this.describe({ type: 'answer', sdp }));
  }

  repeat(): void {
    const { localDescription } = this.connection;
    if (localDescription?.type === 'offer') this.options.send(this.names.offer, localDescription.toJSON());
  }

  continues(value: unknown): boolean {
    const session = sessionOf(sdpOf(value));
    return session !== null && session === sessionOf(this.connection.remoteDescription?.sdp ?? null);
  }

  replaceTrack(kind: Kind, track: MediaStreamTrack): void {
    const sender = this.connection.getSenders().find((candidate) => candidate.track?.kind === kind);
    void sender?.replaceTrack(track).catch(() => undefined);
  }

  close(): void {
    this.connection.onconnectionstatechange = this.connection.ontrack = this.connection.onicecandidate = null;
    this.connection.close();
  }

  private async offer(): Promise<void> {
    await this.connection.setLocalDescription();
    this.options.send(this.names.offer, this.connection.localDescription?.toJSON());
  }

  private async answer(sdp: string): Promise<void> {
    await this.describe({ type: 'offer', sdp });
    await this.connection.setLocalDescription();
    this.options.send(this.names.answer, this.connection.localDescription?.toJSON());
  }

  private async describe(description: RTCSessionDescriptionInit): Promise<void> {
    await this.connection.setRemoteDescription(description);
    const candidates = this.early ?? [];
    this.early = null;
    for (const candidate of candidates) await this.addCandidate(candidate);
  }

  /** An empty one, as some send it at the end, means nothing here. */
  private async addCandidate(value: unknown): Promise<void> {
    if (!fieldsOf(value)['candidate']) return;
    const candidate = value as RTCIceCandidateInit;
    if (this.early === null) await this.connection.addIceCandidate(candidate).catch(() => undefined);
    else if (this.early.length < WAITING_CANDIDATES) this.early.push(candidate);
  }

  private attempt(step: Promise<void>): void {
    step.catch(() => this.unlessClosed());
  }

  /** The other side has ended it, unless we have. */
  private unlessClosed(): void {
    if (this.connection.signalingState !== 'closed') this.options.events.ended();
  }

  private changed(): void {
    const { connectionState } = this.connection;
    const { events } = this.options;
    if (connectionState === 'failed' || connectionState === 'closed') return events.ended();
    if (connectionState === 'connected') this.watchEnd();
    events.changed(states[connectionState]);
  }

  /** A peer that hangs up closes DTLS, which is noticed long before ICE fails. */
  private watchEnd(): void {
    const transport = this.connection.getReceivers()[0]?.transport;
    if (transport) transport.onstatechange = () => transport.state === 'closed' && this.unlessClosed();
  }
}

/** Of a description, which some send as its SDP alone. */
function sdpOf(value: unknown): string | null {
  const sdp = typeof value === 'string' ? value : fieldsOf(value)['sdp'];
  return typeof sdp === 'string' ? sdp : null;
}

/** All descriptions of one connection have the same session (RFC 8829 section 5.2). */
function sessionOf(sdp: string | null): string | null {
  return /^o=\S+ (\S+)/m.exec(sdp ?? '')?.[1] ?? null;
}

export function plainProtocol(names: PlainNames): Protocol {
  return {
    events: [names.offer, names.answer, names.candidate],
    opens: (event) => event === names.offer,
    answers: (event) => event === names.answer,
    renegotiates: false,
    connect: (options) => new PlainLink(names, options),
  };
}
