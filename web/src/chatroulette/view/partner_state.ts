// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import type { Mode } from '../../common/types';
import type { Activity } from '../call/notes';
import { texts } from '../texts';

/** Says over the picture, and to screen readers, that the partner is muted, paused or elsewhere. */
export class PartnerState {
  private readonly place = element('partner-state', HTMLParagraphElement);

  /** Null while there is no partner. What the partner's mode leaves out is said elsewhere. */
  show(activity: Activity | null, mode: Mode): void {
    const text = activity ? describe(activity, mode) : '';
    // The same again would be read out again.
    if (this.place.textContent !== text) this.place.textContent = text;
  }
}

function describe({ microphone, camera, away }: Activity, mode: Mode): string {
  const muted = !microphone && mode !== 'text';
  const paused = !camera && mode === 'video';
  const { partnerState: says } = texts;
  const off = muted && paused ? says.bothOff : muted ? says.microphoneOff : paused ? says.cameraOff : '';
  return [off, away ? says.away : ''].filter(Boolean).join(' ');
}
