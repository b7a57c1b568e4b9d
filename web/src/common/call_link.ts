// SPDX-License-Identifier: MIT

import type { ConnectionState, Kind } from './types';

export interface LinkEvents {
  stream(stream: MediaStream): void;
  changed(state: ConnectionState): void;
  /** The other side has ended it, or it failed; not when we close it ourselves. */
  ended(): void;
}

export interface LinkOptions {
  outgoing: boolean;
  /** What is sent; null for nothing. */
  stream: MediaStream | null;
  config: RTCConfiguration;
  /** To the other side, over the server. */
  send: (event: string, value: unknown) => void;
  events: LinkEvents;
}

/** A connection to one other page. */
export interface Link {
  /** A message of the other side, as it came. */
  hear(event: string, value: unknown): void;
  replaceTrack(kind: Kind, track: MediaStreamTrack): void;
  /** Sends once more what began the call, for a server that has forgotten it. */
  repeat?(): void;
  /** Whether a message that begins a call describes this connection anew. */
  continues?(value: unknown): boolean;
  close(): void;
}

/** What is different between plain RTCPeerConnection and simple-peer. */
export interface Protocol {
  /** That the server passes on from one page to another. */
  events: readonly string[];
  /** Whether this message begins a call. */
  opens(event: string, value: unknown): boolean;
  /** Whether it is the answer to that. */
  answers(event: string, value: unknown): boolean;
  /** Whether such a message in a call that runs changes that one instead of beginning another. */
  renegotiates: boolean;
  connect(options: LinkOptions): Link;
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
