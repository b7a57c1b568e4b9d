// SPDX-License-Identifier: MIT

import { addTexts } from '../../common/texts';
import { de } from './de';
import { en } from './en';
import { es } from './es';

/** What these pages say beside common/texts, in the language of now. */
export let texts = en;
addTexts({ en: named(en), de: named(de), es: named(es) }, (now) => (texts = now));

/** Each of the pages has its own title and introduction. */
function named(all: typeof en) {
  const { page } = all;
  const { role, library } = document.body.dataset;
  const [title, introduction] =
    role === 'sender'
      ? [page.sender, page.introSender]
      : role === 'receiver'
        ? [page.receiver, page.introReceiver]
        : [page.both, page.introBoth];
  return { ...all, page: { ...page, title: library ? `${title} · ${library}` : title, introduction } };
}
