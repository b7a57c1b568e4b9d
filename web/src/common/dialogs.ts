// SPDX-License-Identifier: MIT

import { element } from './dom';

export type DialogName = 'settings' | 'help' | 'report';
const names: readonly DialogName[] = ['settings', 'help', 'report'];

/** The windows over the page: one at a time, closed by their button, by Escape, and by a press beside them. */
export class Dialogs {
  constructor() {
    for (const name of names) {
      const dialog = element(name, HTMLDialogElement);
      element(`open-${name}`, HTMLButtonElement).addEventListener('click', () => this.open(name));
      dialog.addEventListener('click', (event) => {
        const { target } = event;
        const closes = target === dialog ? isBeside(dialog, event) : target instanceof Element && target.closest('.close');
        if (closes) dialog.close();
      });
    }
  }

  open(name: DialogName): void {
    for (const other of names) element(other, HTMLDialogElement).close();
    element(name, HTMLDialogElement).showModal();
  }
}

function isBeside(dialog: HTMLDialogElement, { clientX, clientY }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
