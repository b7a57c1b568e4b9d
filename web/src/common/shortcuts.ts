// SPDX-License-Identifier: MIT

import { element } from './dom';
import { remember, remembered } from './memory';

/** A key and what it does, as the help lists it. One without `act` is handled elsewhere. */
export interface Shortcut {
  keys: string[];
  meaning: () => string;
  act?: () => void;
}

/** Single keys that act while nothing is being written; the help lists them, and can turn them off. */
export class Shortcuts {
  private readonly on = element('shortcuts-on', HTMLInputElement);

  constructor(private readonly shortcuts: readonly Shortcut[]) {
    this.on.checked = remembered('shortcuts') !== 'off';
    this.on.addEventListener('change', () => remember('shortcuts', this.on.checked ? 'on' : 'off'));
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  /** In the language of now. */
  list(): void {
    const rows = this.shortcuts.map(({ keys, meaning }) => row(keys, meaning()));
    element('shortcut-list', HTMLDListElement).replaceChildren(...rows.flat());
  }

  private pressed(event: KeyboardEvent): void {
    const { target } = event;
    if (event.key === 'Escape' && target instanceof HTMLTextAreaElement) return target.blur();
    if (!this.on.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (document.querySelector('dialog[open]') || takesKeys(target)) return;
    const found = this.shortcuts.find(({ keys, act }) => act && keys[0]?.toLowerCase() === event.key.toLowerCase());
    if (!found?.act) return;
    event.preventDefault();
    found.act();
  }
}

function takesKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input:not([type=checkbox]), textarea, select');
}

function row(shown: string[], meaning: string): HTMLElement[] {
  const term = document.createElement('dt');
  for (const key of shown) {
    const cap = document.createElement('kbd');
    cap.textContent = key;
    term.append(cap, ' ');
  }
  const definition = document.createElement('dd');
  definition.textContent = meaning;
  return [term, definition];
}
