// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import { remember, remembered } from '../../common/memory';
import { texts } from '../../common/texts';

export type Shortcut =
  | 'next'
  | 'muteAudio'
  | 'muteVideo'
  | 'share'
  | 'block'
  | 'report'
  | 'connection'
  | 'write'
  | 'wishes'
  | 'settings'
  | 'help';

const keys: Record<Shortcut, string> = {
  next: 'n',
  muteAudio: 'm',
  muteVideo: 'v',
  share: 'd',
  block: 'b',
  report: 'r',
  connection: 'i',
  write: 'c',
  wishes: 't',
  settings: 's',
  help: '?',
};

/** Single keys that act while nothing is being written; the help lists them, and can turn them off. */
export class Shortcuts {
  private readonly on = element('shortcuts-on', HTMLInputElement);

  constructor(private readonly actions: Record<Shortcut, () => void>) {
    this.on.checked = remembered('shortcuts') !== 'off';
    this.on.addEventListener('change', () => remember('shortcuts', this.on.checked ? 'on' : 'off'));
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  list(): void {
    const known = Object.entries(keys) as [Shortcut, string][];
    const rows = known.map(([shortcut, key]) => row([key.toUpperCase()], texts.shortcut[shortcut]));
    rows.push(row(['←', '→', '↑', '↓'], texts.shortcut.move), row(['Esc'], texts.shortcut.leave));
    element('shortcut-list', HTMLDListElement).replaceChildren(...rows.flat());
  }

  private pressed(event: KeyboardEvent): void {
    const { target } = event;
    if (event.key === 'Escape' && target instanceof HTMLTextAreaElement) return target.blur();
    if (!this.on.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (document.querySelector('dialog[open]') || takesKeys(target)) return;
    const found = (Object.keys(keys) as Shortcut[]).find((name) => keys[name] === event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    this.actions[found]();
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
