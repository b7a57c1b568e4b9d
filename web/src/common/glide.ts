// SPDX-License-Identifier: MIT

/** Relative to the board: 0..1 from left to right and from top to bottom. */
export interface Point {
  x: number;
  y: number;
}

/** So far apart are two updates of the server. */
const INTERVAL_MS = 100;

/** Null for what is not a point; numbers outside of the board come to its edge. */
export function readPoint(value: unknown): Point | null {
  const { x, y } = (value ?? {}) as Partial<Record<'x' | 'y', unknown>>;
  if (typeof x !== 'number' || typeof y !== 'number' || Number.isNaN(x + y)) return null;
  return { x: clamp(x), y: clamp(y) };
}

export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** The way of a cursor from where it is shown to its place in the last update, in the time until the next one. */
export class Glide {
  private from: Point;
  private began = -Infinity;

  constructor(private to: Point) {
    this.from = to;
  }

  /** Times are in milliseconds. */
  aim(to: Point, now: number): void {
    if (to.x === this.to.x && to.y === this.to.y) return;
    this.from = this.at(now);
    this.to = to;
    this.began = now;
  }

  jump(to: Point): void {
    this.from = this.to = to;
  }

  at(now: number): Point {
    const share = clamp((now - this.began) / INTERVAL_MS);
    return { x: this.from.x + share * (this.to.x - this.from.x), y: this.from.y + share * (this.to.y - this.from.y) };
  }

  moves(now: number): boolean {
    return now - this.began < INTERVAL_MS;
  }
}
