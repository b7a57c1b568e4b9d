// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { type Seat, newSeat, roomOf } from './seat';
import { texts } from './texts';

/** Where there is no room yet: it opens one, or takes the link or id of one. */
export class Lobby {
  private readonly wanted = element('wanted-room', HTMLInputElement);
  private readonly error = element('join-error', HTMLParagraphElement);
  private isWrong = false;

  constructor(private readonly enter: (seat: Seat) => void) {
    element('create', HTMLButtonElement).addEventListener('click', () => this.create());
    element('join-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.join();
    });
    this.wanted.addEventListener('input', () => this.complain(false));
  }

  /** `shown`: instead of a room. */
  show(shown: boolean): void {
    const lobby = element('lobby', HTMLElement);
    const hadFocus = lobby.contains(document.activeElement);
    lobby.hidden = !shown;
    element('room', HTMLElement).hidden = shown;
    if (hadFocus && !shown) element('stage', HTMLElement).focus();
  }

  create(): void {
    if (!element('lobby', HTMLElement).hidden) this.enter(newSeat('', true));
  }

  /** In the language of now. */
  speak(): void {
    this.complain(this.isWrong);
  }

  private join(): void {
    const room = roomOf(this.wanted.value);
    this.complain(room === null);
    if (room === null) return this.wanted.focus();
    this.wanted.value = '';
    this.enter(newSeat(room, false));
  }

  private complain(isWrong: boolean): void {
    this.isWrong = isWrong;
    this.error.textContent = isWrong ? texts.noRoom : '';
    this.wanted.ariaInvalid = String(isWrong);
  }
}
