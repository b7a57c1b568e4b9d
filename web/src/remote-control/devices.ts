// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { texts } from './texts';

const KINDS = ['camera', 'microphone', 'speaker'] as const;
type Kind = (typeof KINDS)[number];

export interface Device {
  kind: string;
  id: string;
  name: string;
  chosen: boolean;
}

/** The booth's own cameras, microphones and speakers, to choose from. */
export class Devices {
  private devices: readonly Device[] = [];

  constructor(choose: (kind: Kind, id: string) => void) {
    for (const kind of KINDS) place(kind).addEventListener('change', () => choose(kind, place(kind).value));
  }

  show(devices: readonly Device[]): void {
    this.devices = devices;
    this.speak();
  }

  speak(): void {
    for (const kind of KINDS) {
      const own = this.devices.filter((device) => device.kind === kind);
      const options = own.map(({ id, name, chosen }) => new Option(name, id, chosen, chosen));
      if (!own.some(({ chosen }) => chosen)) options.unshift(new Option(own.length > 0 ? texts.fromFile : texts.noDevice, ''));
      place(kind).replaceChildren(...options);
      place(kind).disabled = own.length === 0;
    }
  }
}

function place(kind: Kind): HTMLSelectElement {
  return element(kind, HTMLSelectElement);
}
