// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import type { BlockedPeer } from '../call/blocked';
import { texts } from '../texts';

/** The blocked partners in the settings, each with a button that unblocks it. Ids mean nothing to people, so that each is
    listed by the time at which it was blocked. */
export class BlockedList {
  private readonly list = element('blocked', HTMLUListElement);
  private readonly hint = element('blocked-hint', HTMLParagraphElement);

  constructor(private readonly unblock: (id: string) => void) {}

  show(peers: readonly BlockedPeer[]): void {
    this.list.replaceChildren(...peers.map((peer) => this.item(peer)));
    this.hint.textContent = peers.length > 0 ? texts.blocked.hint : texts.blocked.none;
  }

  private item({ id, at }: BlockedPeer): HTMLElement {
    const item = document.createElement('li');
    const when = new Date(at).toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' });
    const name = document.createElement('span');
    name.textContent = texts.blocked.at(when);
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = texts.blocked.unblock;
    button.ariaLabel = texts.blocked.unblockAt(when);
    button.addEventListener('click', () => this.pressed(id));
    item.append(name, button);
    return item;
  }

  /** The button goes with its line, so the focus moves to the line below, or to the words about the list. */
  private pressed(id: string): void {
    this.unblock(id);
    (this.list.querySelector('button') ?? this.hint).focus();
  }
}
