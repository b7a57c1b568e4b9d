// SPDX-License-Identifier: MIT

import { element, linked } from '../../common/dom';

/** What whoever runs the server has to say to everybody, until the person has read it. */
export class Announcement {
  private readonly banner = element('announcement', HTMLDivElement);
  private readonly text = element('announcement-text', HTMLSpanElement);

  constructor() {
    element('announcement-close', HTMLButtonElement).addEventListener('click', () => this.close());
  }

  show(text: string): void {
    if (!text) return;
    this.banner.hidden = false;
    this.text.replaceChildren(...linked(text));
  }

  private close(): void {
    this.banner.hidden = true;
    this.text.replaceChildren();
    element('stage', HTMLElement).focus();
  }
}
