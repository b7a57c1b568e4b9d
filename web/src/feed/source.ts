// SPDX-License-Identifier: MIT

import { ServerSocket, type Message } from '../common/server_socket';
import { type LinkState, type Refusal, noRefusal } from '../common/server_status';
import { clean } from '../common/words';
import { type Reading, numberOf, readItem, readItems } from './reading';
import { Series } from './series';

export const LONGEST_SPAN_MS = 30 * 60_000;
const STEP_MS = 500;
const ROWS = 20;
const SERIES = 6;
const TEXT_CHARACTERS = 200;
/** Clocks that differ by less need not be set right. */
const SAME_CLOCK_MS = 2000;
/** A source is silent after so many of its usual intervals, and not before so long. */
const SILENT_INTERVALS = 5;
const SILENT_MS = 15_000;

export interface SourceEvents {
  changed(): void;
  notice(text: string): void;
}

/** One feed of the server, and what has come of it. */
export class Source {
  name: string;
  link: LinkState = 'connecting';
  refusal = noRefusal;
  /** Whether the server is connected to the service. */
  isReady = false;
  /** The last ones, oldest first. */
  readonly rows: Reading[] = [];
  readonly series = new Map<string, Series>();
  private readonly socket: ServerSocket;
  /** How far this device's clock is ahead of the server's. */
  private ahead = Infinity;
  private interval = 0;

  constructor(
    path: string,
    private readonly events: SourceEvents,
  ) {
    this.name = path.replace(/^\//, '');
    this.socket = new ServerSocket(path, {
      message: (message) => this.heard(message),
      changed: (link, refusal) => this.linkChanged(link, refusal),
    });
  }

  connect(): void {
    this.socket.connect();
  }

  get latest(): Reading | null {
    return this.rows.at(-1) ?? null;
  }

  /** From the server's clock to this device's. */
  get offset(): number {
    return this.ahead === Infinity || Math.abs(this.ahead) < SAME_CLOCK_MS ? 0 : this.ahead;
  }

  /** Since when nothing has come, by this device's clock; null while values come. */
  silentSince(now: number): number | null {
    if (!this.latest) return null;
    const last = this.latest.time + this.offset;
    return now - last > Math.max(SILENT_MS, SILENT_INTERVALS * this.interval) ? last : null;
  }

  private linkChanged(link: LinkState, refusal: Refusal): void {
    this.link = link;
    this.refusal = refusal;
    this.events.changed();
  }

  private heard(message: Message): void {
    const { type, payload } = message;
    if (type === 'history') this.begin(message);
    else if (type === 'item') this.take(message);
    else if (type === 'state') this.isReady = payload === 'ready';
    else if (type === 'notice') this.events.notice(clean(String(payload), TEXT_CHARACTERS));
    this.events.changed();
  }

  private begin({ name, state, items }: Message): void {
    this.name = clean(String(name), TEXT_CHARACTERS) || this.name;
    this.isReady = state === 'ready';
    const known = this.latest?.time ?? -Infinity;
    for (const reading of readItems(items)) if (reading.time > known) this.keep(reading);
  }

  private take(message: Message): void {
    const reading = readItem(message);
    if (!reading) return;
    this.ahead = Math.min(this.ahead, Date.now() - reading.time);
    this.keep(reading);
  }

  private keep(reading: Reading): void {
    const { rows } = this;
    if (this.latest) this.interval += (Math.max(0, reading.time - this.latest.time) - this.interval) / 8;
    rows.push(reading);
    if (rows.length > ROWS) rows.shift();
    for (const [name, text] of reading.values) {
      const value = numberOf(text);
      if (value !== null) this.seriesOf(name)?.add({ time: reading.time, value });
    }
  }

  private seriesOf(name: string): Series | undefined {
    if (!this.series.has(name) && this.series.size < SERIES) this.series.set(name, new Series(LONGEST_SPAN_MS, STEP_MS));
    return this.series.get(name);
  }
}
