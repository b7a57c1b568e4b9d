// SPDX-License-Identifier: MIT

import type { Mode } from '../../common/types';
import { isMode } from '../media/mode';

/** What the partner gets at the moment. */
export interface Activity {
  /** Whether there is sound: neither muted nor without a microphone. */
  microphone: boolean;
  /** Whether there is a picture: neither paused nor without a camera; the screen is one, too. */
  camera: boolean;
  /** Whether the page is in the background. */
  away: boolean;
}

/** What two of our pages tell each other beside messages, over the same connection. Messages are strings, notes are
    objects. They go only to those who have shown that they know them: a caller in the connection's metadata, whoever is
    called by a first note. */
export interface Note extends Partial<Activity> {
  typing?: boolean;
  /** How many messages have arrived since the connection opened. */
  delivered?: number;
  /** With what the teller takes part. */
  mode?: Mode;
}

const NAME = 'callbooth';

/** What a caller says of itself. */
export const noteMetadata = { [NAME]: { notes: 1 } };

export function knowsNotes(metadata: unknown): boolean {
  return isObject(metadata) && isObject(metadata[NAME]) && metadata[NAME].notes === 1;
}

export function writeNote(note: Note): unknown {
  return { [NAME]: note };
}

/** Null for what is no note; of a note only what is as it should be. */
export function readNote(data: unknown): Note | null {
  if (!isObject(data) || !isObject(data[NAME])) return null;
  const { typing, delivered, mode, microphone, camera, away } = data[NAME];
  return {
    ...(typeof typing === 'boolean' && { typing }),
    ...(Number.isSafeInteger(delivered) && { delivered: delivered as number }),
    ...(isMode(mode) && { mode }),
    ...(typeof microphone === 'boolean' && { microphone }),
    ...(typeof camera === 'boolean' && { camera }),
    ...(typeof away === 'boolean' && { away }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
