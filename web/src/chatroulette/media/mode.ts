// SPDX-License-Identifier: MIT

import { type Kind, kinds } from '../../common/devices';
import { element } from '../../common/dom';
import { remember, remembered } from '../../common/memory';

/** With what a person takes part; writing is always a part of it. */
export type Mode = 'video' | 'audio' | 'text';

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
