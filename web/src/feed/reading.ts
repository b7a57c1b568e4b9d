// SPDX-License-Identifier: MIT
// What the server sends about a feed, made fit to be shown.

import type { Message } from '../common/server_socket';
import { clean } from '../common/words';

export const VALUES = 6;
const NAME_CHARACTERS = 40;
const VALUE_CHARACTERS = 200;
const TEXT_CHARACTERS = 500;
const ITEMS = 1000;

/** What the service has sent at one moment. */
export interface Reading {
  /** In milliseconds since 1970, by the server's clock. */
  time: number;
  text: string;
  values: ReadonlyMap<string, string>;
}

/** Null for what is not an item. */
export function readItem(value: unknown): Reading | null {
  if (typeof value !== 'object' || value === null) return null;
  const { time, text, values } = value as Message;
  if (typeof time !== 'number' || !Number.isFinite(time) || typeof text !== 'string') return null;
  const entries = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  const shown = entries.slice(0, VALUES).map(([name, item]): [string, string] => [
    clean(name, NAME_CHARACTERS),
    clean(String(item), VALUE_CHARACTERS),
  ]);
  return { time, text: clean(text, TEXT_CHARACTERS), values: new Map(shown) };
}

/** Those of a history, oldest first. */
export function readItems(value: unknown): Reading[] {
  const items = Array.isArray(value) ? value.slice(-ITEMS) : [];
  return items.map(readItem).filter((item) => item !== null);
}

/** Services send many numbers as texts. */
export function numberOf(value: string): number | null {
  const number = value.trim() === '' ? NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}
