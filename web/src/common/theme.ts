// SPDX-License-Identifier: MIT

import { element } from './dom';
import { remember, remembered } from './memory';

const themes = ['auto', 'light', 'dark'];

/** Light or dark, as the device has it unless the person chose. */
export function startTheme(): void {
  const select = element('theme', HTMLSelectElement);
  const apply = (theme: string) => (document.documentElement.dataset.theme = theme);
  const before = remembered('theme') ?? '';
  select.value = apply(themes.includes(before) ? before : 'auto');
  select.addEventListener('change', () => remember('theme', apply(select.value)));
}
