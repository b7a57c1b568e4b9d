// SPDX-License-Identifier: MIT

import { addTexts } from '../../common/texts';
import { de } from './de';
import { en } from './en';
import { es } from './es';

/** What the two pages say beside common/texts, in the language of now. */
export let texts = en;
addTexts({ en: named(en), de: named(de), es: named(es) }, (now) => (texts = now));

function named(all: typeof en): typeof en {
  if (!document.getElementById('pad')) return all;
  return { ...all, page: { ...all.page, title: all.controllerTitle, introduction: all.controllerIntroduction } };
}
