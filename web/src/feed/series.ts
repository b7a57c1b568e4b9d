// SPDX-License-Identifier: MIT

export interface Point {
  time: number;
  value: number;
}

/** The numbers of one value over time: not more than one each `step` milliseconds, and none older than `span`. */
export class Series {
  readonly points: Point[] = [];

  constructor(
    private readonly span: number,
    private readonly step: number,
  ) {}

  /** Of those within one step the last one stays. What is older than the last is left out. */
  add(point: Point): void {
    const { points } = this;
    const last = points.at(-1);
    if (last && point.time < last.time) return;
    const former = points.at(-2);
    if (last && former && last.time - former.time < this.step) points.pop();
    points.push(point);
    const old = points.findIndex(({ time }) => time >= point.time - this.span);
    if (old > 1) points.splice(0, old - 1);
  }

  /** From `begin` to `end`, and the one before, which counts until then. */
  between(begin: number, end: number): Point[] {
    const before = this.points.filter(({ time }) => time < begin).slice(-1);
    return [...before, ...this.points.filter(({ time }) => time >= begin && time <= end)];
  }
}
