// SPDX-License-Identifier: MIT

import { element } from './dom';
import { KeyMap } from './key_map';
import { remember, remembered } from './memory';
import { texts } from './texts';

/** A key and what it does, as the help lists it. One without `act` is handled elsewhere. */
export interface Shortcut {
  keys: string[];
  meaning: () => string;
  act?: () => void;
}

/** Single keys that act while nothing is being written, once the person has switched them on in the help, where each can be
    exchanged for another one (WCAG 2.1.4). */
export class Shortcuts {
  private readonly on = element('shortcuts-on', HTMLInputElement);
  private readonly rows = element('shortcut-list', HTMLDListElement);
  private readonly reset = element('shortcuts-reset', HTMLButtonElement);
  private readonly marked = document.querySelectorAll('[data-key]');
  private readonly map: KeyMap;
  /** The shortcut that gets the next key, as it is named in the map. */
  private waiting: string | null = null;

  constructor(private readonly shortcuts: readonly Shortcut[]) {
    this.map = new KeyMap(shortcuts.flatMap(({ keys, act }) => (act && keys[0] ? [keys[0]] : [])));
    this.on.checked = remembered('shortcuts') === 'on';
    this.on.addEventListener('change', () => this.switched());
    this.reset.addEventListener('click', () => this.forget());
    element('help', HTMLDialogElement).addEventListener('close', () => this.awaitKey(null));
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  /** In the language of now. */
  list(): void {
    this.rows.replaceChildren(...this.shortcuts.flatMap((shortcut) => this.row(shortcut)));
    this.reset.hidden = !this.map.changed;
    for (const place of this.marked) {
      const key = this.map.of(place.getAttribute('data-key') ?? '');
      place.toggleAttribute('aria-keyshortcuts', this.on.checked);
      if (this.on.checked) place.setAttribute('aria-keyshortcuts', key.toLowerCase());
    }
  }

  private switched(): void {
    remember('shortcuts', this.on.checked ? 'on' : 'off');
    this.list();
  }

  private forget(): void {
    this.map.reset();
    this.list();
    this.on.focus();
  }

  private pressed(event: KeyboardEvent): void {
    const { target } = event;
    if (this.waiting !== null) return this.exchange(event);
    if (event.key === 'Escape' && target instanceof HTMLTextAreaElement) return target.blur();
    if (!this.on.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (document.querySelector('dialog[open]') || takesKeys(target)) return;
    const name = this.map.named(event.key);
    const found = this.shortcuts.find(({ keys, act }) => act && name !== null && keys[0] === name);
    if (!found?.act) return;
    event.preventDefault();
    found.act();
  }

  /** A key that writes something is for the shortcut that waits; Escape and Tab end the waiting. */
  private exchange(event: KeyboardEvent): void {
    const name = this.waiting;
    if (name === null || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Tab') return this.awaitKey(null);
    const writes = [...event.key].length === 1;
    if (writes || event.key === 'Escape') event.preventDefault();
    if (event.key === 'Escape') this.awaitKey(null);
    if (!writes) return;
    if (this.map.set(name, event.key)) this.awaitKey(null);
    else element('shortcuts-told', HTMLParagraphElement).textContent = texts.keyUnfit(event.key);
  }

  private awaitKey(name: string | null): void {
    if (name === this.waiting && name === null) return;
    const former = this.waiting;
    this.waiting = name;
    element('shortcuts-told', HTMLParagraphElement).textContent = name === null ? '' : texts.pressKey;
    this.list();
    const focused = name ?? former;
    for (const button of this.rows.querySelectorAll('button')) if (button.dataset.name === focused) button.focus();
  }

  private row({ keys, meaning, act }: Shortcut): HTMLElement[] {
    const term = document.createElement('dt');
    const [name] = keys;
    if (act && name) term.append(this.button(name, meaning()));
    else for (const key of keys) term.append(cap(key), ' ');
    const definition = document.createElement('dd');
    definition.textContent = meaning();
    return [term, definition];
  }

  private button(name: string, meaning: string): HTMLElement {
    const button = document.createElement('button');
    const key = this.map.of(name);
    button.type = 'button';
    button.dataset.name = name;
    button.ariaPressed = String(this.waiting === name);
    button.ariaLabel = button.title = texts.changeKey(key, meaning);
    button.append(cap(key));
    button.addEventListener('click', () => this.awaitKey(this.waiting === name ? null : name));
    return button;
  }
}

function takesKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input:not([type=checkbox]), textarea, select');
}

function cap(key: string): HTMLElement {
  const place = document.createElement('kbd');
  place.textContent = key;
  return place;
}
