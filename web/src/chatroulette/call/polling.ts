// SPDX-License-Identifier: MIT

export interface PollingEvents {
  found(peer: string): void;
  /** False while the server fails to answer. */
  answered(ok: boolean): void;
}

const INTERVAL_MS = 1000;
const TIMEOUT_MS = 5000;

/** Asks `/find` for a partner, at once and then every second, for as long as it is told to. */
export class Polling {
  private id: string | null = null;
  private token = '';
  private timer = 0;
  private request: AbortController | null = null;

  constructor(private readonly path: string, private readonly events: PollingEvents) {}

  /** Asks on behalf of `id`, which `token` proves to be ours; null stops it. The same id again changes nothing. */
  run(id: string | null, token: string): void {
    if (id === this.id) return;
    this.id = id;
    this.token = token;
    window.clearTimeout(this.timer);
    this.request?.abort();
    if (id !== null) void this.ask(id);
  }

  private async ask(id: string): Promise<void> {
    const request = new AbortController();
    this.request = request;
    const asked = performance.now();
    const timeout = window.setTimeout(() => request.abort(), TIMEOUT_MS);
    let partner: string | null = null;
    let ok = false;
    try {
      const response = await fetch(`${this.path}?id=${encodeURIComponent(id)}`, {
        cache: 'no-store',
        headers: { 'X-Token': this.token },
        signal: request.signal,
      });
      const body = await response.text();
      ok = response.ok || response.status === 404;
      partner = response.ok ? body.trim() : null;
    } catch {
      // The server is away or the request was given up: ask again like after any other failure.
    }
    window.clearTimeout(timeout);
    if (id !== this.id || request !== this.request) return;
    this.events.answered(ok);
    if (partner) this.events.found(partner);
    if (id !== this.id || request !== this.request) return;
    const passed = performance.now() - asked;
    this.timer = window.setTimeout(() => void this.ask(id), Math.max(0, INTERVAL_MS - passed));
  }
}
