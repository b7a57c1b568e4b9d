// SPDX-License-Identifier: MIT

import { element } from './dom';
import { remember, remembered } from './memory';
import { de } from './texts/de';
import { en, type Texts } from './texts/en';
import { es } from './texts/es';

type Language = 'en' | 'de' | 'es';

const known: Record<Language, { name: string; texts: Texts }> = {
  en: { name: 'English', texts: en },
  de: { name: 'Deutsch', texts: de },
  es: { name: 'Español', texts: es },
};

/** In the language that the page is in now. */
export let texts: Texts = en;

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
  texts = known[language].texts;
  document.documentElement.lang = language;
  fillTexts();
}

const targets: Record<string, (place: HTMLElement, text: string) => void> = {
  text: (place, text) => (place.textContent = text),
  label: (place, text) => place.setAttribute('aria-label', text),
  title: (place, text) => (place.title = text),
  placeholder: (place, text) => place.setAttribute('placeholder', text),
};

/** Fills in what the page's elements name with data-text, data-label, data-title and data-placeholder. */
function fillTexts(): void {
  for (const [target, put] of Object.entries(targets)) {
    for (const place of document.querySelectorAll<HTMLElement>(`[data-${target}]`)) {
      put(place, texts.page[place.dataset[target] as keyof Texts['page']]);
    }
  }
}
