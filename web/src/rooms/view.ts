// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { Invitation } from '../common/invitation';
import type { Notices } from '../common/notices';
import { texts } from './texts';

export interface RoomState {
  /** Somebody may still come. */
  invites: boolean;
  /** The link leads into the room. */
  open: boolean;
  /** The person may call. */
  calls: boolean;
}

/** The room: what happens in it, and how others come in. */
export class RoomView {
  readonly callAgain = element('call-again', HTMLButtonElement);
  readonly leave = element('leave', HTMLButtonElement);
  private readonly invitation: Invitation;

  constructor(notices: Notices) {
    this.invitation = new Invitation(notices);
    const passOn = element('pass-on', HTMLButtonElement);
    passOn.hidden = !('share' in navigator);
    // The person may close the browser's own dialog.
    passOn.addEventListener('click', () => {
      navigator.share({ title: texts.invitationTitle, url: this.invitation.url }).catch(() => undefined);
    });
  }

  /** The page's address names the room, so that the page finds it when it is loaded again. */
  name(room: string): void {
    const url = new URL(location.pathname, location.href);
    if (room) url.searchParams.set('room', room);
    history.replaceState(null, '', url);
    element('room-id', HTMLElement).textContent = room;
    if (room) this.invitation.show(url.href);
  }

  update(activity: string, { invites, open, calls }: RoomState): void {
    const place = element('activity', HTMLParagraphElement);
    if (place.textContent !== activity) place.textContent = activity;
    element('side', HTMLElement).hidden = !invites;
    this.invitation.mark(!open);
    this.callAgain.hidden = !calls;
  }
}
