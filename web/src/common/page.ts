// SPDX-License-Identifier: MIT

import { Dialogs } from './dialogs';
import { element } from './dom';
import { Notices } from './notices';
import { type Shortcut, Shortcuts } from './shortcuts';
import { startLanguage, texts } from './texts';
import { startTheme } from './theme';

/** The frame of a page: its title, notices, settings, help and keys. */
export class Page {
  readonly notices = new Notices();
  private readonly shortcuts: Shortcuts;

  constructor(keys: readonly Shortcut[] = []) {
    const dialogs = new Dialogs(['settings', 'help']);
    this.shortcuts = new Shortcuts([
      ...keys,
      { keys: ['S'], meaning: () => texts.shortcut.settings, act: () => dialogs.open('settings') },
      { keys: ['?'], meaning: () => texts.shortcut.help, act: () => dialogs.open('help') },
      { keys: ['Esc'], meaning: () => texts.shortcut.leave },
    ]);
    // A page that comes back from the browser's cache has no connections any more.
    window.addEventListener('pageshow', (event) => event.persisted && location.reload());
  }

  /** Calls `speak` once the page has its language, and again whenever it gets another one. */
  start(speak: () => void): void {
    const all = () => {
      document.title = `${element('title', HTMLElement).textContent} · Callbooth`;
      this.shortcuts.list();
      this.notices.show();
      speak();
    };
    startTheme();
    startLanguage(all);
    all();
  }
}
