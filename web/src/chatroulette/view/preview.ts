// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import { remember, remembered } from '../../common/memory';

/** Clockwise. */
const corners = ['top-left', 'top-right', 'bottom-right', 'bottom-left'] as const;
type Corner = (typeof corners)[number];

const DRAG_PIXELS = 6;

/** One's own picture, which is dragged into a corner, or goes there by key or press. */
export class Preview {
  private readonly button = element('own', HTMLButtonElement);
  private start: { x: number; y: number } | null = null;
  private dragged = false;

  constructor() {
    const corner = corners.find((candidate) => candidate === remembered('corner'));
    this.button.dataset.corner = corner ?? 'bottom-right';
    this.button.addEventListener('pointerdown', (event) => this.grab(event));
    this.button.addEventListener('pointermove', (event) => this.drag(event));
    this.button.addEventListener('pointerup', () => this.drop());
    this.button.addEventListener('pointercancel', () => this.drop());
    this.button.addEventListener('click', () => this.pressed());
    this.button.addEventListener('keydown', (event) => this.key(event));
  }

  private get corner(): Corner {
    return this.button.dataset.corner as Corner;
  }

  private moveTo(corner: Corner): void {
    this.button.classList.add('moved');
    this.button.dataset.corner = corner;
    remember('corner', corner);
  }

  private grab(event: PointerEvent): void {
    this.start = { x: event.clientX, y: event.clientY };
    this.dragged = false;
    this.button.setPointerCapture(event.pointerId);
  }

  private drag(event: PointerEvent): void {
    if (!this.start) return;
    const x = event.clientX - this.start.x;
    const y = event.clientY - this.start.y;
    if (!this.dragged && Math.hypot(x, y) < DRAG_PIXELS) return;
    this.dragged = true;
    this.button.classList.add('dragged');
    this.button.style.translate = `${x}px ${y}px`;
  }

  private drop(): void {
    this.start = null;
    if (!this.dragged) return;
    this.moveTo(this.nearestCorner());
    this.button.classList.remove('dragged');
    this.button.style.translate = '';
  }

  private nearestCorner(): Corner {
    const own = this.button.getBoundingClientRect();
    const stage = (this.button.offsetParent ?? document.body).getBoundingClientRect();
    const top = own.top + own.height / 2 < stage.top + stage.height / 2;
    const left = own.left + own.width / 2 < stage.left + stage.width / 2;
    return `${top ? 'top' : 'bottom'}-${left ? 'left' : 'right'}`;
  }

  /** A drag ends with a click as well. */
  private pressed(): void {
    if (!this.dragged) this.moveTo(corners[(corners.indexOf(this.corner) + 1) % corners.length] ?? 'top-left');
    this.dragged = false;
  }

  private key(event: KeyboardEvent): void {
    const [vertical, horizontal] = this.corner.split('-') as ['top' | 'bottom', 'left' | 'right'];
    const targets: Record<string, Corner> = {
      ArrowUp: `top-${horizontal}`,
      ArrowDown: `bottom-${horizontal}`,
      ArrowLeft: `${vertical}-left`,
      ArrowRight: `${vertical}-right`,
    };
    const target = targets[event.key];
    if (!target) return;
    event.preventDefault();
    this.moveTo(target);
  }
}
