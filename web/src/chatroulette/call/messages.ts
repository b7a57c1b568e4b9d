// SPDX-License-Identifier: MIT
// What our server and our page say to each other over the signaling connection, beside what PeerServer knows. Other servers
// ignore these and never send them.

import { clean } from '../../common/words';

/** How many are at the server, and how many of them look for somebody. */
export interface Crowd {
  online: number;
  waiting: number;
}

/** What two who were brought together both want. */
export interface Common {
  tags: string[];
  language: string | null;
}

/** Somebody to meet; `call` says who of the two calls. */
export interface Match {
  peer: string;
  call: boolean;
  common: Common;
}

/** Why the server wants us no more; `seconds` is how long, where it matters. */
export interface Expulsion {
  kind: 'kicked' | 'banned' | 'forbidden';
  text: string;
  seconds?: number;
}

export type ServerMessage =
  | { type: 'wait'; crowd: Crowd }
  | { type: 'match'; match: Match }
  | { type: 'find-error'; retryMs: number | null }
  | { type: 'reported'; error: string | null }
  | { type: 'notice'; text: string }
  | { type: 'expelled'; expulsion: Expulsion };

export const LIMITS = { tags: 8, tagCharacters: 32, blocked: 64, reportCharacters: 200 };
const SHOWN_CHARACTERS = 500;

type Fields = Record<string, unknown>;

const readers: Record<string, (payload: Fields) => ServerMessage | null> = {
  WAIT: ({ online, waiting }) => ({ type: 'wait', crowd: { online: count(online), waiting: count(waiting) } }),
  MATCH: readMatch,
  'FIND-ERROR': ({ retry }) => ({ type: 'find-error', retryMs: typeof retry === 'number' ? Math.max(0, retry) : null }),
  REPORTED: () => ({ type: 'reported', error: null }),
  'REPORT-ERROR': ({ msg }) => ({ type: 'reported', error: shown(msg) }),
  NOTICE: ({ text }) => ({ type: 'notice', text: shown(text) }),
  KICKED: ({ msg }) => ({ type: 'expelled', expulsion: { kind: 'kicked', text: shown(msg) } }),
  BANNED: ({ msg, seconds }) => ({
    type: 'expelled',
    expulsion: { kind: 'banned', text: shown(msg), seconds: count(seconds) },
  }),
};

/** Null for what is none of these messages, or not as it should be. */
export function readMessage({ type, payload }: { type: string; payload?: unknown }): ServerMessage | null {
  if (!Object.hasOwn(readers, type) || !isFields(payload)) return null;
  return readers[type]?.(payload) ?? null;
}

/** What a server says of itself, fit to be shown. */
export function shown(text: unknown): string {
  return typeof text === 'string' ? clean(text, SHOWN_CHARACTERS) : '';
}

function readMatch({ peer, call, tags, language }: Fields): ServerMessage | null {
  if (typeof peer !== 'string' || !peer) return null;
  const known = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string').slice(0, LIMITS.tags) : [];
  const common = {
    tags: known.map((tag: string) => clean(tag, LIMITS.tagCharacters)),
    language: typeof language === 'string' ? language : null,
  };
  return { type: 'match', match: { peer, call: call === true, common } };
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
