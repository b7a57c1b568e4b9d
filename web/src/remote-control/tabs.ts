// SPDX-License-Identifier: MIT

import { element } from '../common/dom';

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** #tabs: of the parts of the page that its buttons control, one is shown. */
export class Tabs {
  private readonly tabs = [...element('tabs', HTMLDivElement).querySelectorAll('button')];

  constructor(private readonly changed: (part: string) => void) {
    for (const tab of this.tabs) {
      tab.addEventListener('click', () => this.show(partOf(tab)));
      tab.addEventListener('keydown', ({ key }) => this.step(tab, STEPS[key] ?? 0));
    }
  }

  show(part: string): void {
    for (const tab of this.tabs) {
      const shown = partOf(tab) === part;
      tab.setAttribute('aria-selected', String(shown));
      tab.tabIndex = shown ? 0 : -1;
      element(partOf(tab), HTMLElement).hidden = !shown;
    }
    this.changed(part);
  }

  private step(from: HTMLButtonElement, by: number): void {
    const to = this.tabs[(this.tabs.indexOf(from) + by + this.tabs.length) % this.tabs.length];
    if (by === 0 || !to) return;
    to.focus();
    this.show(partOf(to));
  }
}

function partOf(tab: HTMLElement): string {
  return tab.getAttribute('aria-controls') ?? '';
}
