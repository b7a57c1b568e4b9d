// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import { remember, remembered } from '../../common/memory';
import { type Kind, type Mode, kinds } from '../../common/types';

const parts: Record<Mode, readonly Kind[]> = { video: kinds, audio: ['audio'], text: [] };

export function isMode(value: unknown): value is Mode {
  return typeof value === 'string' && Object.hasOwn(parts, value);
}

export function kindsOf(mode: Mode): readonly Kind[] {
  return parts[mode];
}

/** The person's choice, kept for the next visit; `changed` is called when it is another one. */
export function startMode(changed: (mode: Mode) => void): Mode {
  const select = element('mode', HTMLSelectElement);
  const before = remembered('mode');
  const mode = isMode(before) ? before : 'video';
  select.value = mode;
  select.addEventListener('change', () => {
    if (!isMode(select.value)) return;
    remember('mode', select.value);
    changed(select.value);
  });
  return mode;
}
