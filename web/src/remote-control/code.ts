// SPDX-License-Identifier: MIT
// The code of the QR code, which is behind the '#' of the address, and what the booth has given us for it.

const KEY = 'callbooth.remote';

export interface Ticket {
  code: string;
  /** Empty until the booth has let us in. */
  session: string;
}

/** The code of a whole address, or the text itself. */
export function codeIn(text: string): string {
  return text.slice(text.lastIndexOf('#') + 1).trim();
}

/** Where the booth is found at the page's server; empty for the booth that serves this page itself. */
export function addressOf(code: string): string {
  return code.includes('-') ? code.slice(0, code.indexOf('-')) : '';
}

/** The part that only the booth is to know. */
export function secretOf(code: string): string {
  return code.slice(code.indexOf('-') + 1);
}

/** From the address, which does not show it any longer: it is not for the history, a bookmark or somebody who looks on. Else
    that of before the page was loaded again. */
export function takeTicket(): Ticket | null {
  const code = codeIn(location.hash);
  if (!code) return kept();
  history.replaceState(null, '', location.pathname + location.search);
  const before = kept();
  return before?.code === code ? before : { code, session: '' };
}

/** As long as the tab is open. */
export function keepTicket(ticket: Ticket | null): void {
  try {
    if (ticket) sessionStorage.setItem(KEY, JSON.stringify(ticket));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden: then the code is scanned again after the page was loaded again.
  }
}

function kept(): Ticket | null {
  try {
    const { code, session } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Ticket>;
    return typeof code === 'string' && typeof session === 'string' ? { code, session } : null;
  } catch {
    return null;
  }
}
