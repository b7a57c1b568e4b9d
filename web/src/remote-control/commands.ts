// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { type Argument, readUsage } from './usage';

export interface Command {
  name: string;
  usage: string;
  doc: string;
}

/** A form for each command, made of its usage: whatever plugins add, it can be asked for. */
export class Commands {
  private readonly list = element('commands', HTMLUListElement);

  constructor(private readonly run: (name: string, text: string) => void) {}

  show(commands: readonly Command[]): void {
    this.list.replaceChildren(...commands.map((command) => this.item(command)));
  }

  private item(command: Command): HTMLElement {
    const form = document.createElement('form');
    const doc = document.createElement('p');
    const inputs = readUsage(command.usage).map((argument) => input(command, argument));
    const button = document.createElement('button');
    [doc.textContent, button.textContent] = [command.doc, command.name];
    form.dataset.command = command.name;
    form.append(doc, ...inputs, button);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.run(command.name, inputs.map(({ value }) => value.trim()).filter(Boolean).join(' '));
    });
    const item = document.createElement('li');
    item.append(form);
    return item;
  }
}

/** A list where nothing else may be said; else a box, which proposes the words that there are. */
function input({ name }: Command, argument: Argument): HTMLInputElement | HTMLSelectElement {
  const place = argument.free ? box(argument) : choice(argument);
  place.required = !argument.optional;
  place.setAttribute('aria-label', `${name}: ${argument.name || argument.choices.join(' | ')}`);
  return place;
}

function choice({ choices, optional }: Argument): HTMLSelectElement {
  const select = document.createElement('select');
  if (optional) select.add(new Option('–', ''));
  for (const word of choices) select.add(new Option(word, word));
  return select;
}

function box({ name, choices }: Argument): HTMLInputElement {
  const text = document.createElement('input');
  text.type = 'text';
  text.maxLength = 1000;
  text.autocomplete = 'off';
  text.placeholder = [...choices, name].join(' | ');
  return text;
}
