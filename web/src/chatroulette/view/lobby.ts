// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import type { Common, Crowd } from '../call/messages';
import { texts } from '../texts';
import { type Wishes, languageName } from './wishes';

/** What the stage says where there is no picture: what goes on, who is there, and whom the person would like to meet. */
export class Lobby {
  private readonly activity = element('activity', HTMLParagraphElement);
  private readonly crowd = element('crowd', HTMLParagraphElement);
  private readonly button = element('open-wishes', HTMLButtonElement);
  private readonly common = element('common', HTMLParagraphElement);

  /** What goes on; empty for nothing. `waiting` is for something that will come. */
  showActivity(text: string, waiting: boolean): void {
    this.activity.dataset.waiting = String(waiting);
    put(this.activity, text);
  }

  /** Null while it does not matter, or is not known. */
  showCrowd(crowd: Crowd | null): void {
    put(this.crowd, crowd ? texts.crowd(crowd.online, crowd.waiting) : '');
  }

  /** Null where there is nothing to wish for. */
  showWishes(wishes: Wishes | null): void {
    this.button.hidden = !wishes;
    if (!wishes) return;
    const named = [...wishes.tags, ...(wishes.language ? [languageName(wishes.language)] : [])];
    put(element('wishes', HTMLSpanElement), named.length > 0 ? named.join(' · ') : texts.noWishes);
  }

  /** What the partner likes as well. */
  showCommon(common: Common | null): void {
    const { tags, language } = common ?? { tags: [], language: null };
    const parts = [
      ...(tags.length > 0 ? [texts.bothLike(tags.join(', '))] : []),
      ...(language ? [texts.bothSpeak(languageName(language))] : []),
    ];
    this.common.hidden = parts.length === 0;
    put(this.common, parts.join(' '));
  }
}

/** The same again would be read out again. */
function put(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
