// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import type { Point } from '../common/glide';
import { Pad } from '../common/pad';
import { Throttle } from '../common/throttle';

const SEND_MS = 33;

/** The pad, which moves the pointer over the booth's picture. Over a slow network moves are left out: the next one is sent
    when the booth has answered the one before. */
export class Pointer {
  private readonly dot = element('pointer', HTMLDivElement);
  private readonly moves = new Throttle<Point>(SEND_MS, (point) => this.push(point));
  private waiting: Point | null = null;
  private busy = false;

  constructor(private readonly send: (point: Point) => Promise<unknown>) {
    new Pad(element('pad', HTMLDivElement), (point) => {
      [this.dot.style.left, this.dot.style.top] = [`${100 * point.x}%`, `${100 * point.y}%`];
      this.moves.push(point);
    });
  }

  private push(point: Point): void {
    this.waiting = point;
    if (!this.busy) void this.flush();
  }

  private async flush(): Promise<void> {
    this.busy = true;
    while (this.waiting) {
      const point = this.waiting;
      this.waiting = null;
      await this.send(point).catch(() => undefined);
    }
    this.busy = false;
  }
}
