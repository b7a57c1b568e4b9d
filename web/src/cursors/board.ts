// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { Glide, type Point } from '../common/glide';
import { Pad } from '../common/pad';
import { texts } from './texts';

const SHOWN_CURSORS = 500;

interface Cursor {
  place: HTMLElement;
  glide: Glide;
}

/** The board with the cursors. Ours is where the hand is; those of others glide from one update to the next. */
export class Board {
  private readonly board = element('board', HTMLDivElement);
  private readonly cursors = new Map<string, Cursor>();
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');
  private frame = 0;
  private readonly pad = new Pad(this.board, (to) => this.move(to));
  private ownId: string | null = null;

  /** `moved`: our own cursor is there now. */
  constructor(private readonly moved: (to: Point) => void) {
    new ResizeObserver(() => this.paint()).observe(this.board);
  }

  get others(): number {
    return this.cursors.size - (this.ownId !== null && this.cursors.has(this.ownId) ? 1 : 0);
  }

  speak(): void {
    const label = this.board.querySelector('.own span');
    if (label) label.textContent = texts.you;
  }

  /** All that there are now; `ownId` is ours among them. */
  show(points: ReadonlyMap<string, Point>, ownId: string | null): void {
    for (const id of this.cursors.keys()) if (!points.has(id)) this.remove(id);
    this.ownId = ownId;
    for (const [id, point] of points) this.place(id, point);
    this.paint();
  }

  private place(id: string, point: Point): void {
    const cursor = this.cursors.get(id);
    if (!cursor) return this.add(id, point);
    // The hand is ahead of an update that is on its way.
    if (id === this.ownId) return;
    if (this.still.matches) cursor.glide.jump(point);
    else cursor.glide.aim(point, performance.now());
  }

  private add(id: string, point: Point): void {
    if (this.cursors.size >= SHOWN_CURSORS) return;
    const place = drawing(id);
    if (id === this.ownId) {
      this.pad.point = point;
      place.classList.add('own');
      place.append(document.createElement('span'));
    }
    this.board.append(place);
    this.cursors.set(id, { place, glide: new Glide(point) });
    if (id === this.ownId) this.speak();
  }

  private remove(id: string): void {
    this.cursors.get(id)?.place.remove();
    this.cursors.delete(id);
  }

  private move(to: Point): void {
    if (this.ownId !== null) this.cursors.get(this.ownId)?.glide.jump(to);
    this.paint();
    this.moved(to);
  }

  private paint(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.step(now));
  }

  private step(now: number): void {
    const { clientWidth, clientHeight } = this.board;
    let moving = false;
    for (const { place, glide } of this.cursors.values()) {
      const { x, y } = glide.at(now);
      place.style.transform = `translate(${x * clientWidth}px, ${y * clientHeight}px)`;
      moving ||= glide.moves(now);
    }
    this.frame = 0;
    if (moving) this.paint();
  }
}

/** An arrow in a colour that goes with the id. */
function drawing(id: string): HTMLElement {
  const place = document.createElement('div');
  place.className = 'cursor';
  place.dataset.id = id;
  const hash = [...id].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) >>> 0, 7);
  place.style.setProperty('--hue', String(hash % 360));
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M4 2.5l14.5 8.2-6.6 1.8-3.4 6.2z');
  svg.append(path);
  place.append(svg);
  return place;
}
