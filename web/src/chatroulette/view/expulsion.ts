// SPDX-License-Identifier: MIT

import type { Expulsion } from '../call/messages';
import { texts } from '../texts';

const HALF_A_DAY_SECONDS = 12 * 3600;

/** One sentence for why the server wants us no more, in its own words where it has some. */
export function explainExpulsion({ kind, text, seconds }: Expulsion, at: Date): string {
  const end = new Date(at.getTime() + 1000 * (seconds ?? 0));
  const date: Intl.DateTimeFormatOptions = seconds && seconds > HALF_A_DAY_SECONDS ? { dateStyle: 'long' } : {};
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: 'short', ...date });
  const until = seconds ? format.format(end) : null;
  const what = kind === 'banned' && until ? texts.expelled.bannedUntil(until) : texts.expelled[kind];
  return text ? texts.expelled.because(what, text) : what;
}
