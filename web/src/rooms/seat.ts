// SPDX-License-Identifier: MIT

/** One's place in a room. */
export interface Seat {
  /** The room's id; empty until the server has said it. */
  room: string;
  created: boolean;
  /** The secret with which this page, and nobody else, gets the place again. */
  token: string;
}

const KEY = 'callbooth.seat';
const TOKEN_BYTES = 32;
const id = /^[!-~]{1,64}$/;

export function newSeat(room: string, created: boolean): Seat {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  const token = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { room, created, token };
}

/** The room that the page's address names, with the place that this window had there before it was loaded again. */
export function seatOf(address: string): Seat | null {
  const room = roomOf(address);
  if (room === null) return null;
  const kept = keptSeat();
  return kept?.room === room ? kept : newSeat(room, false);
}

/** The id in a link, or the id alone; null for what is neither. */
export function roomOf(text: string): string | null {
  const words = text.trim();
  const room = URL.canParse(words) ? new URL(words).searchParams.get('room') : words;
  return room !== null && id.test(room) ? room : null;
}

/** As long as the window lives: another window of the same browser is somebody else. */
export function keepSeat(seat: Seat | null): void {
  try {
    if (seat) sessionStorage.setItem(KEY, JSON.stringify(seat));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden; a page that is loaded again is then somebody else.
  }
}

function keptSeat(): Seat | null {
  try {
    const { room, created, token } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Seat>;
    return room && token ? { room, created: created === true, token } : null;
  } catch {
    return null;
  }
}
