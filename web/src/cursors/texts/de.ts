// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  page: {
    title: 'Gemeinsame Zeiger',
    introduction: 'Alle, die diese Seite offen haben, haben einen Zeiger auf der Tafel und sehen, wie sich die anderen bewegen.',
    board: 'Tafel mit den Zeigern aller',
    boardHint: 'Bewege die Maus oder einen Finger über die Tafel, oder benutze die Pfeiltasten.',
  },
  crowd: (others) =>
    others === 0 ? 'Du bist allein hier.' : others === 1 ? 'Ein anderer Zeiger ist hier.' : `${others} andere Zeiger sind hier.`,
  offline: 'Die Zeiger fehlen, bis der Server wieder da ist.',
  you: 'Du',
  move: 'Deinen Zeiger bewegen, wenn die Tafel ausgewählt ist',
};
