// SPDX-License-Identifier: MIT

import { addTexts } from '../../common/texts';
import { de } from './de';
import { en } from './en';
import { es } from './es';

/** All texts of this page are named in its HTML. */
export function addOwnTexts(): void {
  addTexts({ en, de, es }, () => undefined);
}
