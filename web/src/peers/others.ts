// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { texts } from './texts';

const SHOWN_PEERS = 200;
const ID_CHARACTERS = 64;

/** The ids in the server's list, but ours. */
export function readClients(clients: unknown, ownId: string | null): Set<string> {
  const ids = Object.keys(typeof clients === 'object' && clients !== null ? clients : {});
  return new Set(ids.filter((id) => id !== ownId && id.length <= ID_CHARACTERS).slice(0, SHOWN_PEERS));
}

/** The list of those who can be called. A page without `call` only shows it. */
export class Others {
  private readonly list = element('others', HTMLUListElement);
  private readonly items = new Map<string, HTMLLIElement>();
  private callable = false;

  constructor(private readonly call: ((peer: string) => void) | null) {}

  get first(): HTMLButtonElement | null {
    return this.list.querySelector('button');
  }

  show(peers: ReadonlySet<string>, callable: boolean): void {
    this.callable = callable;
    for (const [id, item] of this.items) {
      if (peers.has(id)) continue;
      item.remove();
      this.items.delete(id);
    }
    for (const id of peers) {
      if (!this.items.has(id)) this.add(id);
    }
    this.speak();
  }

  speak(): void {
    const nobody = element('nobody', HTMLParagraphElement);
    const text = this.items.size === 0 ? texts.nobody : '';
    if (nobody.textContent !== text) nobody.textContent = text;
    for (const [id, item] of this.items) {
      const button = item.querySelector('button');
      if (!button) continue;
      button.textContent = texts.call;
      button.ariaLabel = texts.callThis(id);
      button.disabled = !this.callable;
    }
  }

  private add(id: string): void {
    const item = document.createElement('li');
    const name = document.createElement('code');
    name.textContent = name.title = id;
    item.append(name);
    if (this.call) {
      const button = document.createElement('button');
      button.type = 'button';
      button.addEventListener('click', () => this.call?.(id));
      item.append(button);
    }
    this.items.set(id, item);
    this.list.append(item);
  }
}
