// SPDX-License-Identifier: MIT

import type { Notices } from './notices';
import { texts } from './texts';

/** The picture and sound of the other side. */
export class RemoteVideo {
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly notices: Notices,
  ) {}

  show(stream: MediaStream | null): void {
    if (this.video.srcObject === stream) return;
    this.video.srcObject = stream;
    this.notices.set('sound', null);
    if (stream) this.video.play().catch((error: unknown) => this.playRefused(error));
  }

  /** Without camera and microphone a browser plays sound only after a click; the picture may go on without. */
  private playRefused(error: unknown): void {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    this.video.muted = true;
    void this.video.play().catch(() => undefined);
    this.notices.set('sound', {
      text: () => texts.soundBlocked,
      action: { label: () => texts.soundOn, act: () => this.playSound() },
    });
  }

  private playSound(): void {
    this.video.muted = false;
    void this.video.play().catch(() => undefined);
    this.notices.set('sound', null);
  }
}
