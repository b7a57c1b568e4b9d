// SPDX-License-Identifier: MIT

import { element } from './dom';

export interface Notice {
  text(): string;
  /** Good news, or at least no bad ones. */
  good?: boolean;
  /** What can be done about it. */
  action?: { label(): string; act(): void };
}

/** The line above the page that says what is wrong: one notice a topic, the newest is shown. */
export class Notices {
  private readonly place = element('notice', HTMLParagraphElement);
  private readonly text = element('notice-text', HTMLSpanElement);
  private readonly action = element('notice-action', HTMLButtonElement);
  private readonly notices = new Map<string, Notice>();

  constructor() {
    this.action.addEventListener('click', () => this.act());
  }

  set(topic: string, notice: Notice | null): void {
    this.notices.delete(topic);
    if (notice) this.notices.set(topic, notice);
    this.show();
  }

  /** In the language of now. */
  show(): void {
    const shown = this.newest();
    this.place.hidden = !shown;
    this.place.classList.toggle('good', shown?.good === true);
    // The same again would be read out again.
    if (this.text.textContent !== shown?.text()) this.text.textContent = shown?.text() ?? '';
    this.action.hidden = !shown?.action;
    this.action.textContent = shown?.action?.label() ?? '';
  }

  /** The button may go with its notice; keys then go on from the stage, where there is one. */
  private act(): void {
    this.newest()?.action?.act();
    if (!this.action.checkVisibility()) document.getElementById('stage')?.focus();
  }

  private newest(): Notice | undefined {
    return [...this.notices.values()].at(-1);
  }
}
