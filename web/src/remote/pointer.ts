// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { Glide, type Point } from '../common/glide';

/** The dot #pointer, which glides where it is told to be. */
export class Pointer {
  private readonly dot = element('pointer', HTMLDivElement);
  private readonly ground: HTMLElement;
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');
  private readonly glide = new Glide({ x: 0.5, y: 0.5 });
  private frame = 0;

  constructor() {
    this.ground = this.dot.parentElement ?? document.body;
    new ResizeObserver(() => this.paint()).observe(this.ground);
  }

  show(shown: boolean): void {
    this.dot.hidden = !shown;
  }

  /** At once, as where the hand is. */
  jump(to: Point): void {
    this.glide.jump(to);
    this.paint();
  }

  move(to: Point): void {
    if (this.still.matches) return this.jump(to);
    this.glide.aim(to, performance.now());
    this.paint();
  }

  private paint(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.step(now));
  }

  private step(now: number): void {
    const { x, y } = this.glide.at(now);
    this.dot.style.transform = `translate(${x * this.ground.clientWidth}px, ${y * this.ground.clientHeight}px)`;
    this.frame = 0;
    if (this.glide.moves(now)) this.paint();
  }
}
