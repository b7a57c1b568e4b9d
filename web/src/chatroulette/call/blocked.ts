// SPDX-License-Identifier: MIT

const KEY = 'callbooth.blocked';
const KEPT = 500;

/** Whom the person does not want to meet again, as long as this tab is open; a reload changes nothing. */
export class Blocked {
  private readonly ids = new Set(load());

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** The newest ones. */
  latest(count: number): string[] {
    return [...this.ids].slice(-count);
  }

  add(id: string): void {
    this.ids.add(id);
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.ids].slice(-KEPT)));
    } catch {
      // Storage may be forbidden; they are then kept as long as the page.
    }
  }
}

function load(): string[] {
  try {
    const ids: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
