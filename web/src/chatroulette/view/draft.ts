// SPDX-License-Identifier: MIT

/** Longer than the pauses within a sentence that is being typed. */
const PAUSE_MS = 1000;

/** The text in the message box belongs to the partner for whom it was typed. It is put aside when that partner goes,
    comes back when the same partner does, and is dropped when another one comes. */
export class Draft {
  private peer: string | null = null;
  private aside: { peer: string; text: string } | null = null;
  private interrupted = false;
  private composing = false;
  private lastKey = -Infinity;
  private timer = 0;

  constructor(private readonly box: HTMLTextAreaElement) {
    box.readOnly = true;
    box.addEventListener('keydown', () => (this.lastKey = performance.now()));
    box.addEventListener('pointerdown', () => this.unlock());
    box.addEventListener('compositionstart', () => (this.composing = true));
    box.addEventListener('compositionend', () => (this.composing = false));
  }

  /** The text belongs to this partner from now on; null while there is none. */
  address(peer: string | null): void {
    if (peer === this.peer) return;
    this.putAside();
    this.peer = peer;
    if (peer === null) return;
    const returned = this.aside?.peer === peer;
    this.box.value = returned ? (this.aside?.text ?? '') : '';
    this.aside = null;
    if (returned) this.unlock();
    else this.unlockAfterPause();
  }

  /** The box keeps the focus: keys without one would be shortcuts. */
  private putAside(): void {
    window.clearTimeout(this.timer);
    if (this.composing) this.endComposition();
    if (this.peer !== null) {
      this.interrupted = this.box.value !== '';
      this.aside = { peer: this.peer, text: this.box.value };
    }
    this.box.value = '';
    this.box.readOnly = true;
  }

  /** An input method would bring its text back. */
  private endComposition(): void {
    this.box.blur();
    this.box.focus();
    this.composing = false;
  }

  /** A person who was interrupted may not have noticed it yet, and go on typing the sentence. */
  private unlockAfterPause(): void {
    const left = this.interrupted ? this.lastKey + PAUSE_MS - performance.now() : 0;
    if (left <= 0) this.unlock();
    else this.timer = window.setTimeout(() => this.unlockAfterPause(), left);
  }

  private unlock(): void {
    window.clearTimeout(this.timer);
    this.interrupted = false;
    this.box.readOnly = this.peer === null;
  }
}
