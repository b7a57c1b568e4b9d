// SPDX-License-Identifier: MIT

import { type Device, NONE } from '../../common/devices';
import { element } from '../../common/dom';
import { texts } from '../../common/texts';
import { type ConnectionState, type Kind, kinds } from '../../common/types';
import type { SignalingState } from '../call/signaling';

export interface ViewEvents {
  next(): void;
  block(): void;
  share(): void;
  choose(kind: Kind, id: string): void;
  mute(kind: Kind, muted: boolean): void;
}

export interface Notice {
  text(): string;
  /** Good news, or at least no bad ones. */
  good?: boolean;
  /** What can be done about it. */
  action?: { label(): string; act(): void };
}

/** Everything on the page but the chat: shows what it is told, and tells what was clicked. */
export class View {
  private readonly partnerVideo = element('partner-video', HTMLVideoElement);
  private readonly ownVideo = element('own-video', HTMLVideoElement);
  private readonly next = element('next', HTMLButtonElement);
  private readonly block = element('block', HTMLButtonElement);
  private readonly share = element('share', HTMLButtonElement);
  private readonly report = element('open-report', HTMLButtonElement);
  private readonly stage = element('stage', HTMLElement);
  private readonly selects: Record<Kind, HTMLSelectElement> = {
    audio: element('microphone', HTMLSelectElement),
    video: element('camera', HTMLSelectElement),
  };
  private readonly mutes: Record<Kind, HTMLButtonElement> = {
    audio: element('mute-audio', HTMLButtonElement),
    video: element('mute-video', HTMLButtonElement),
  };
  private readonly notices = new Map<string, Notice>();

  constructor(events: ViewEvents) {
    this.next.addEventListener('click', () => events.next());
    this.block.addEventListener('click', () => events.block());
    this.share.addEventListener('click', () => events.share());
    this.share.hidden = !navigator.mediaDevices?.getDisplayMedia;
    element('notice-action', HTMLButtonElement).addEventListener('click', () => this.firstNotice()?.action?.act());
    for (const kind of kinds) {
      const { selects, mutes } = this;
      selects[kind].addEventListener('change', () => events.choose(kind, selects[kind].value));
      mutes[kind].addEventListener('click', () => {
        const muted = mutes[kind].ariaPressed !== 'true';
        mutes[kind].ariaPressed = String(muted);
        events.mute(kind, muted);
      });
    }
  }

  /** Does what a press does, which is nothing where there is nothing to press. */
  press(button: 'next' | 'block' | 'report' | 'share' | Kind): void {
    (button === 'audio' || button === 'video' ? this.mutes[button] : this[button]).click();
  }

  showSharing(sharing: boolean): void {
    this.share.ariaPressed = String(sharing);
    element('own', HTMLButtonElement).classList.toggle('screen', sharing);
  }

  showSignaling(state: SignalingState): void {
    const place = element('status-signaling', HTMLElement);
    place.dataset.state = state.name;
    place.textContent = state.name === 'lost' ? texts.signaling.lost(state.retrySeconds) : texts.signaling[state.name];
    if (state.name === 'connected') place.title = state.id;
    else place.removeAttribute('title');
  }

  showConnections(media: ConnectionState, data: ConnectionState): void {
    for (const [id, state] of [['status-media', media], ['status-data', data]] as const) {
      const place = element(id, HTMLElement);
      place.dataset.state = state;
      place.textContent = texts.connection[state];
    }
  }

  /** Whether the partner's picture is there to be looked at; the sound goes on without. */
  showPicture(shown: boolean): void {
    this.stage.dataset.picture = shown ? 'shown' : 'hidden';
  }

  /** What can be done with a partner only. */
  enablePartner(enabled: boolean): void {
    for (const button of [this.next, this.block, this.report]) button.disabled = !enabled;
  }

  enableSharing(enabled: boolean): void {
    this.share.disabled = !enabled;
  }

  showOwn(stream: MediaStream): void {
    this.ownVideo.srcObject = stream;
  }

  showPartner(stream: MediaStream | null): void {
    if (this.partnerVideo.srcObject === stream) return;
    this.partnerVideo.srcObject = stream;
    this.setNotice('sound', null);
    if (stream) this.partnerVideo.play().catch((error: unknown) => this.playRefused(error));
  }

  listDevices(kind: Kind, devices: Device[], chosen: string, allowed: boolean): void {
    const choices = [...devices, { id: NONE, label: texts.device.none(kind) }];
    this.selects[kind].replaceChildren(...choices.map(({ id, label }) => new Option(label, id)));
    this.selects[kind].value = chosen;
    this.selects[kind].disabled = !allowed;
  }

  /** One notice a topic; the newest is shown. */
  setNotice(topic: string, notice: Notice | null): void {
    this.notices.delete(topic);
    if (notice) this.notices.set(topic, notice);
    this.showNotice();
  }

  showNotice(): void {
    const shown = this.firstNotice();
    const text = element('notice-text', HTMLSpanElement);
    const action = element('notice-action', HTMLButtonElement);
    const notice = element('notice', HTMLParagraphElement);
    notice.hidden = !shown;
    notice.classList.toggle('good', shown?.good === true);
    // The same again would be read out again.
    if (text.textContent !== shown?.text()) text.textContent = shown?.text() ?? '';
    action.hidden = !shown?.action;
    action.textContent = shown?.action?.label() ?? '';
  }

  private firstNotice(): Notice | undefined {
    return [...this.notices.values()].at(-1);
  }

  /** Without camera and microphone a browser plays sound only after a click; the picture may go on without. */
  private playRefused(error: unknown): void {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    this.partnerVideo.muted = true;
    void this.partnerVideo.play().catch(() => undefined);
    this.setNotice('sound', {
      text: () => texts.soundBlocked,
      action: { label: () => texts.soundOn, act: () => this.playSound() },
    });
  }

  private playSound(): void {
    this.partnerVideo.muted = false;
    void this.partnerVideo.play().catch(() => undefined);
    this.setNotice('sound', null);
  }
}
