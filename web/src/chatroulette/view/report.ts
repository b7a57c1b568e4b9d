// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import { clean } from '../../common/words';
import { LIMITS } from '../call/messages';

/** What became of a report; an error is the server's own words. */
export type Outcome = { name: 'taken' } | { name: 'refused'; error: string } | { name: 'unanswered' };

export interface ReportEvents {
  /** Whom a report that begins now is about. */
  partner(): string | null;
  report(peer: string, reason: string): void;
  ended(outcome: Outcome): void;
}

/** Servers of others do not know reports, and say nothing. */
const ANSWER_TIMEOUT_MS = 4000;

/** Asks what is wrong with the partner. The reason that is sent is in the words of the page's source, for whoever runs the
    server, and what the person wrote. */
export class Report {
  private readonly dialog = element('report', HTMLDialogElement);
  private readonly form = element('report-form', HTMLFormElement);
  private readonly words = element('report-words', HTMLInputElement);
  private peer: string | null = null;
  private timer = 0;

  constructor(private readonly events: ReportEvents) {
    this.words.maxLength = LIMITS.reportCharacters - 20;
    element('open-report', HTMLButtonElement).addEventListener('click', () => this.begin());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
  }

  answered(error: string | null): void {
    this.end(error === null ? { name: 'taken' } : { name: 'refused', error });
  }

  private begin(): void {
    this.form.reset();
    // It stays about this one, also when they go while it is written.
    this.peer = this.events.partner();
  }

  private send(): void {
    const about = new FormData(this.form).get('about') as string | null;
    const words = clean(this.words.value.replace(/\s+/g, ' '), LIMITS.reportCharacters);
    const reason = [about, words].filter(Boolean).join(': ');
    this.dialog.close();
    if (!this.peer) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.end({ name: 'unanswered' }), ANSWER_TIMEOUT_MS);
    this.events.report(this.peer, reason.slice(0, LIMITS.reportCharacters));
  }

  private end(outcome: Outcome): void {
    window.clearTimeout(this.timer);
    this.events.ended(outcome);
  }
}
