// SPDX-License-Identifier: MIT

const KEY = 'callbooth.blocked';
const KEPT = 500;

/** A blocked partner: the id at the server, and when the person blocked it, in ms since 1970. */
export interface BlockedPeer {
  id: string;
  at: number;
}

/** The partners that the person does not want to meet again, as long as this tab is open; a reload changes nothing. */
export class Blocked {
  private readonly times = new Map(load().map(({ id, at }) => [id, at]));

  has(id: string): boolean {
    return this.times.has(id);
  }

  /** The newest first. */
  get all(): BlockedPeer[] {
    return [...this.times].map(([id, at]) => ({ id, at })).reverse();
  }

  /** The newest ones. */
  latest(count: number): string[] {
    return [...this.times.keys()].slice(-count);
  }

  add(id: string): void {
    this.times.delete(id);
    this.times.set(id, Date.now());
    this.save();
  }

  remove(id: string): void {
    this.times.delete(id);
    this.save();
  }

  private save(): void {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.times].slice(-KEPT)));
    } catch {
      // Storage may be forbidden; they are then kept as long as the page.
    }
  }
}

function load(): BlockedPeer[] {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(saved) ? saved.filter(isEntry).map(([id, at]) => ({ id, at })) : [];
  } catch {
    return [];
  }
}

function isEntry(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
}
