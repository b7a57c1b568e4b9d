// SPDX-License-Identifier: MIT

import { addTexts } from '../../common/texts';
import { de } from './de';
import { en } from './en';
import { es } from './es';

/** The texts of this page beside common/texts, in the chosen language. */
export let texts = en;
addTexts({ en, de, es }, (now) => (texts = now));
