// SPDX-License-Identifier: MIT

import { addTexts } from '../../common/texts';
import { de } from './de';
import { en } from './en';
import { es } from './es';

/** What this page says beside common/texts, in the language of now. */
export let texts = en;
addTexts({ en, de, es }, (now) => (texts = now));
