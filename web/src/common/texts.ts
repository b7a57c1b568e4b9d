// SPDX-License-Identifier: MIT

import { element } from './dom';
import { remember, remembered } from './memory';
import { de } from './texts/de';
import { en, type Texts } from './texts/en';
import { es } from './texts/es';

export type Language = 'en' | 'de' | 'es';
type Page = Record<string, string>;

const known: Record<Language, { name: string; texts: Texts }> = {
  en: { name: 'English', texts: en },
  de: { name: 'Deutsch', texts: de },
  es: { name: 'Español', texts: es },
};

/** What several pages say, in the language that the page is in now. */
export let texts: Texts = en;

/** Takes the texts of one language into use, and returns those that the page's HTML names. */
type Catalogue = (language: Language) => Page;
const catalogues: Catalogue[] = [
  (language) => {
    texts = known[language].texts;
    return texts.page;
  },
];

/** Adds the texts of one system. `use` gets those of the page's language, and again when another one is chosen. */
export function addTexts<T extends { page: Page }>(all: Record<Language, T>, use: (texts: T) => void): void {
  catalogues.push((language) => {
    use(all[language]);
    return all[language].page;
  });
}

/** Puts the page into the language chosen on an earlier visit, else into the first that the browser asks for, and offers
    the others. `changed` is called after another was chosen. */
export function startLanguage(changed: () => void): void {
  const language = firstKnown([remembered('language') ?? '', ...navigator.languages]);
  const select = element('language', HTMLSelectElement);
  for (const [id, { name }] of Object.entries(known)) {
    const option = new Option(name, id, false, id === language);
    option.lang = id;
    select.add(option);
  }
  select.addEventListener('change', () => {
    remember('language', select.value);
    apply(firstKnown([select.value]));
    changed();
  });
  apply(language);
}

/** The first wish, such as 'de-AT', for a language that we have; else English. */
export function firstKnown(wishes: readonly string[]): Language {
  const isKnown = (language: string): language is Language => Object.hasOwn(known, language);
  return wishes.map((wish) => wish.toLowerCase().split('-')[0] ?? '').find(isKnown) ?? 'en';
}

function apply(language: Language): void {
  document.documentElement.lang = language;
  fillTexts(Object.assign({}, ...catalogues.map((use) => use(language))) as Page);
}

const targets: Record<string, (place: HTMLElement, text: string) => void> = {
  text: (place, text) => (place.textContent = text),
  label: (place, text) => place.setAttribute('aria-label', text),
  title: (place, text) => (place.title = text),
  placeholder: (place, text) => place.setAttribute('placeholder', text),
};

/** Fills in what the page's elements name with data-text, data-label, data-title and data-placeholder. */
function fillTexts(page: Page): void {
  for (const [target, put] of Object.entries(targets)) {
    for (const place of document.querySelectorAll<HTMLElement>(`[data-${target}]`)) {
      put(place, page[place.dataset[target] ?? ''] ?? '');
    }
  }
}
