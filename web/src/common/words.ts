// SPDX-License-Identifier: MIT
// Makes text from strangers safe to show.

/** Control characters except the line feed, direction marks, and byte order marks. */
// eslint-disable-next-line no-control-regex -- it is these that are removed
const unwanted = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const address = /\bhttps?:\/\/[^\s<>"'`]+/gi;
const afterAddress = /[.,;:!?…»”’)\]}*_]+$/;

export function clean(text: string, limit: number): string {
  return [...text.slice(0, 2 * limit).replace(/\r\n?/g, '\n').replace(unwanted, '')].slice(0, limit).join('').trim();
}

export interface Link {
  text: string;
  href: string;
}

/** The text in pieces: words as they are, and the web addresses among them. */
export function findLinks(text: string): (string | Link)[] {
  const pieces: (string | Link)[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const shown = withoutEnd(match[0]);
    const href = safeHref(shown);
    if (!href) continue;
    pieces.push(text.slice(end, match.index), { text: shown, href });
    end = match.index + shown.length;
  }
  pieces.push(text.slice(end));
  return pieces.filter((piece) => piece !== '');
}

/** The end of a sentence is no part of an address; a bracket is when it was opened there. */
function withoutEnd(found: string): string {
  const shorter = found.replace(afterAddress, '');
  return shorter.includes('(') && found[shorter.length] === ')' ? `${shorter})` : shorter;
}

/** Null for what is no address, or hides where it leads behind a name: `https://bank.example@evil.example`. */
function safeHref(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password) return null;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

/** Lets `burst` pass at once and `rate` a second after that. Times are in milliseconds. */
export class RateLimit {
  private left: number;
  private before = 0;

  constructor(private readonly burst: number, private readonly rate: number) {
    this.left = burst;
  }

  passes(now: number): boolean {
    this.left = Math.min(this.burst, this.left + ((now - this.before) / 1000) * this.rate);
    this.before = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
