// SPDX-License-Identifier: MIT

import { remember, remembered } from './memory';

/** Which key stands for which shortcut of a page. A shortcut is named by its default key. */
export class KeyMap {
  private keys = new Map<string, string>();
  private readonly place: string;

  /** Pages with the same shortcuts share what was chosen. */
  constructor(private readonly names: readonly string[]) {
    this.place = `keys.${names.join('')}`;
    for (const [index, key] of [...(remembered(this.place) ?? '')].entries()) {
      const name = names[index];
      if (name !== undefined && key !== name) this.keys.set(name, key);
    }
    // Only a whole set of keys that differ is taken.
    if (new Set(names.map((name) => this.of(name))).size < names.length) this.keys.clear();
  }

  get changed(): boolean {
    return this.keys.size > 0;
  }

  of(name: string): string {
    return this.keys.get(name.toUpperCase()) ?? name;
  }

  /** The shortcut that this key stands for; null for none. */
  named(key: string): string | null {
    return this.names.find((name) => this.of(name) === key.toUpperCase()) ?? null;
  }

  /** False for a key that writes nothing, and for one that stands for another shortcut. */
  set(name: string, key: string): boolean {
    const wanted = key.toUpperCase();
    const owner = this.named(wanted);
    if ([...wanted].length !== 1 || wanted.trim() === '' || (owner !== null && owner !== name)) return false;
    if (wanted === name) this.keys.delete(name);
    else this.keys.set(name, wanted);
    remember(this.place, this.names.map((each) => this.of(each)).join(''));
    return true;
  }

  reset(): void {
    this.keys.clear();
    remember(this.place, '');
  }
}
