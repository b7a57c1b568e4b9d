// SPDX-License-Identifier: MIT

/** Which device was chosen, kept for the next visit where the browser allows it. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`callbooth.${key}`, value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`callbooth.${key}`);
  } catch {
    return null;
  }
}
