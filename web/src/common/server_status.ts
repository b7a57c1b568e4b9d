// SPDX-License-Identifier: MIT

import { element } from './dom';
import type { Notices } from './notices';
import { texts } from './texts';

export type LinkState = keyof typeof texts.link;

/** Why a server does not admit a page. */
export interface Refusal {
  /** In the server's words; empty when it gave none. */
  reason: string;
  full: boolean;
}

export const noRefusal: Refusal = { reason: '', full: false };

/** Shows in #status-server how the connection to the page's own server is, and in a notice what is wrong with it. */
export class ServerStatus {
  private state: LinkState = 'connecting';
  private refusal = noRefusal;

  constructor(
    private readonly notices: Notices,
    private readonly retry: () => void,
  ) {}

  enter(state: LinkState, refusal = noRefusal): void {
    this.state = state;
    this.refusal = refusal;
    this.speak();
    const action = { label: () => texts.retry, act: this.retry };
    const isWell = state === 'connected' || state === 'connecting';
    this.notices.set('server', isWell ? null : { text: () => explainLink(this.state, this.refusal), action });
  }

  /** In the language of now. */
  speak(): void {
    const place = element('status-server', HTMLElement);
    place.dataset.state = this.state;
    place.textContent = texts.link[this.state];
  }
}

export function explainLink(state: LinkState, { reason, full }: Refusal): string {
  if (state === 'missing') return texts.linkMissing;
  if (state === 'refused' && full) return texts.linkFull;
  if (state === 'refused') return reason ? texts.linkRefused(reason) : texts.linkEnded;
  return texts.linkLost;
}
