// SPDX-License-Identifier: MIT

import { element } from './dom';

/** The windows over the page: one at a time, opened by #open-NAME, closed by their button, by Escape, and by a press beside
    them. */
export class Dialogs<Name extends string> {
  constructor(private readonly names: readonly Name[]) {
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

  open(name: Name): void {
    for (const other of this.names) element(other, HTMLDialogElement).close();
    const dialog = element(name, HTMLDialogElement);
    dialog.showModal();
    beginning(dialog)?.focus();
  }
}

/** What a person opens the dialog for, instead of its cross: the first field, without a keyboard that covers a small screen,
    or else the title, from which one reads on. */
function beginning(dialog: HTMLDialogElement): HTMLElement | null {
  const fields = [...dialog.querySelectorAll<HTMLElement>(':is(.fields, fieldset) :is(input, select)')];
  const touched = matchMedia('(pointer: coarse)').matches;
  const wanted = fields.find((field) => !field.matches(':disabled') && !(touched && field.matches('[type=text]')));
  return wanted?.checkVisibility() ? wanted : dialog.querySelector('h2');
}

function isBeside(dialog: HTMLDialogElement, { clientX, clientY }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
