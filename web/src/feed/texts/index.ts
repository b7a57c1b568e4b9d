// SPDX-License-Identifier: MIT

import { addTexts } from '../../common/texts';
import { de } from './de';
import { en } from './en';
import { es } from './es';

/** The texts of this page beside common/texts, in the chosen language. */
export let texts = en;
let numbers = numbersIn('en');
let times = timesIn('en');

addTexts({ en, de, es }, (now) => {
  texts = now;
  numbers = numbersIn(now.locale);
  times = timesIn(now.locale);
});

export function formatNumber(value: number): string {
  return numbers.format(value);
}

export function formatTime(milliseconds: number): string {
  return times.format(milliseconds);
}

function numbersIn(locale: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { maximumSignificantDigits: 8 });
}

function timesIn(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}
