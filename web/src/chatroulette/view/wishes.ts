// SPDX-License-Identifier: MIT

import { child, element } from '../../common/dom';
import { remember, remembered } from '../../common/memory';
import { clean } from '../../common/words';
import { LIMITS } from '../call/messages';
import { texts } from '../texts';

/** In place of a language: whichever the partner speaks. */
const ANY = '';
const separator = /[,;\n]/;
const languages =
  'ar bg bn ca cs da de el en es et eu fa fi fil fr gl he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv sw ta ' +
  'th tr uk ur vi zh';

/** What a tag is: words in small letters, with single spaces between them. */
export function asTag(text: string): string {
  return clean(clean(text, LIMITS.tagCharacters * 4).replace(/\s+/g, ' ').toLowerCase(), LIMITS.tagCharacters);
}

/** The name of a language in the language of the page. */
export function languageName(language: string): string {
  try {
    return new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(language) ?? language;
  } catch {
    return language; // it is no language at all
  }
}

/** What the person would like to talk about, and in which language; kept for the next visit. */
export class Wishes {
  tags: string[] = [];
  private readonly field = element('tags', HTMLDivElement);
  private readonly list = child(this.field, HTMLUListElement);
  private readonly input = element('tag', HTMLInputElement);
  private readonly hint = element('tags-hint', HTMLParagraphElement);
  private readonly told = element('tags-told', HTMLParagraphElement);
  private readonly select = element('partner-language', HTMLSelectElement);

  constructor(private readonly changed: () => void) {
    this.add(remembered('tags') ?? '');
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('input', () => separator.test(this.input.value) && this.take());
    this.input.addEventListener('change', () => this.take());
    this.input.addEventListener('paste', (event) => this.paste(event));
    this.field.addEventListener('click', (event) => event.target === this.field && this.input.focus());
    this.select.addEventListener('change', () => {
      remember('partner-language', this.select.value);
      this.changed();
    });
  }

  get language(): string | null {
    return this.select.value || null;
  }

  /** Says everything in the language of now. */
  speak(): void {
    const chosen = this.select.value || (remembered('partner-language') ?? ANY);
    const collator = new Intl.Collator(document.documentElement.lang);
    const names = languages.split(' ').map((language) => [languageName(language), language] as const);
    const options = names.sort(([one], [other]) => collator.compare(one, other)).map(([name, language]) => new Option(name, language));
    this.select.replaceChildren(new Option(texts.anyLanguage, ANY), ...options);
    this.select.value = chosen;
    if (!this.select.value) this.select.value = ANY;
    this.show();
  }

  write(): void {
    this.input.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.take();
    }
    const last = this.tags.at(-1);
    if (event.key === 'Backspace' && !this.input.value && last !== undefined) this.remove(last);
  }

  /** A line becomes several tags, where it has so many parts; the box itself would cut it. */
  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!separator.test(text)) return;
    event.preventDefault();
    this.input.value = '';
    this.change(() => this.add(text));
  }

  private take(): void {
    const text = this.input.value;
    this.input.value = '';
    if (text.trim()) this.change(() => this.add(text));
  }

  /** What was added. */
  private add(text: string): string {
    const tags = text.split(separator).map(asTag).filter((tag) => tag && !this.tags.includes(tag));
    const added = [...new Set(tags)].slice(0, LIMITS.tags - this.tags.length);
    this.tags.push(...added);
    return added.length > 0 ? texts.tags.added(added.join(', ')) : '';
  }

  private remove(tag: string): void {
    this.change(() => {
      this.tags = this.tags.filter((other) => other !== tag);
      return texts.tags.removed(tag);
    });
    this.input.focus();
  }

  private change(act: () => string): void {
    this.told.textContent = act();
    remember('tags', this.tags.join(','));
    this.show();
    this.changed();
  }

  private show(): void {
    this.list.replaceChildren(...this.tags.map((tag) => this.chip(tag)));
    const full = this.tags.length >= LIMITS.tags;
    this.input.readOnly = full;
    this.hint.textContent = full ? texts.tags.full(LIMITS.tags) : texts.tags.hint(LIMITS.tags);
  }

  private chip(tag: string): HTMLElement {
    const chip = document.createElement('li');
    chip.className = 'chip';
    const name = document.createElement('span');
    name.dir = 'auto';
    name.textContent = tag;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = '×';
    button.ariaLabel = button.title = texts.tags.remove(tag);
    button.addEventListener('click', () => this.remove(tag));
    chip.append(name, button);
    return chip;
  }
}
