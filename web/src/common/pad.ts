// SPDX-License-Identifier: MIT

import { type Point, clamp } from './glide';

const KEY_STEP = 0.02;
const steps: Record<string, Point> = {
  ArrowLeft: { x: -KEY_STEP, y: 0 },
  ArrowRight: { x: KEY_STEP, y: 0 },
  ArrowUp: { x: 0, y: -KEY_STEP },
  ArrowDown: { x: 0, y: KEY_STEP },
};

/** A place on which mouse, finger and arrow keys move one point. */
export class Pad {
  point: Point = { x: 0.5, y: 0.5 };

  constructor(
    private readonly place: HTMLElement,
    private readonly moved: (to: Point) => void,
  ) {
    place.addEventListener('pointermove', (event) => this.pointed(event));
    place.addEventListener('pointerdown', (event) => this.pointed(event));
    place.addEventListener('keydown', (event) => this.pressed(event));
  }

  private pointed({ clientX, clientY }: PointerEvent): void {
    const { left, top, width, height } = this.place.getBoundingClientRect();
    this.move({ x: (clientX - left) / width, y: (clientY - top) / height });
  }

  private pressed(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.move({ x: this.point.x + step.x, y: this.point.y + step.y });
  }

  private move({ x, y }: Point): void {
    this.point = { x: clamp(x), y: clamp(y) };
    this.moved(this.point);
  }
}
