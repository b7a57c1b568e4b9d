// SPDX-License-Identifier: MIT

import { child, element } from './dom';

const KEPT_MESSAGES = 300;
const NEAR_PIXELS = 40;

/** The list #messages: it shows the newest one unless the person is reading older ones. */
export class MessageList {
  private readonly box = element('messages', HTMLDivElement);
  private readonly list = child(this.box, HTMLOListElement);
  private atEnd = true;
  private size = '';

  constructor() {
    new ResizeObserver(() => this.resized()).observe(this.box);
    this.box.addEventListener('scroll', () => this.scrolled());
  }

  append(kind: string, ...parts: (Node | string)[]): HTMLElement {
    const item = document.createElement('li');
    item.className = kind;
    item.append(...parts);
    this.list.append(item);
    while (this.list.childElementCount > KEPT_MESSAGES) this.list.firstElementChild?.remove();
    this.scroll();
    return item;
  }

  clear(): void {
    this.list.replaceChildren();
    this.atEnd = true;
  }

  /** The next one is shown in any case. */
  goToEnd(): void {
    this.atEnd = true;
  }

  private resized(): void {
    this.size = sizeOf(this.box);
    this.scroll();
  }

  /** The browser scrolls as well when the box gets another size, and that says nothing of what the person wants. */
  private scrolled(): void {
    if (this.size !== sizeOf(this.box)) return;
    this.atEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR_PIXELS;
  }

  private scroll(): void {
    if (this.atEnd) this.box.scrollTop = this.box.scrollHeight;
  }
}

function sizeOf({ clientWidth, clientHeight }: Element): string {
  return `${clientWidth} ${clientHeight}`;
}
