// SPDX-License-Identifier: MIT

import { type Device, type Kind, NONE, kinds } from './devices';
import { element } from './dom';
import type { ConnectionState } from './partner';
import type { SignalingState } from './signaling';
import { texts } from './texts';

export interface ViewEvents {
  next(): void;
  choose(kind: Kind, id: string): void;
  mute(kind: Kind, muted: boolean): void;
}

export interface Notice {
  text(): string;
  label(): string;
  act(): void;
}

/** Everything on the page but the chat: shows what it is told, and tells what was clicked. */
export class View {
  private readonly partnerVideo = element('partner-video', HTMLVideoElement);
  private readonly ownVideo = element('own-video', HTMLVideoElement);
  private readonly activity = element('activity', HTMLParagraphElement);
  private readonly next = element('next', HTMLButtonElement);
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
    element('notice-action', HTMLButtonElement).addEventListener('click', () => this.firstNotice()?.act());
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
  press(button: 'next' | Kind): void {
    (button === 'next' ? this.next : this.mutes[button]).click();
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

  /** What goes on instead of a picture; empty for nothing. */
  showActivity(text: string): void {
    if (this.activity.textContent !== text) this.activity.textContent = text;
  }

  enableNext(enabled: boolean): void {
    this.next.disabled = !enabled;
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

  listDevices(kind: Kind, devices: Device[], chosen: string): void {
    const choices = [...devices, { id: NONE, label: texts.device.none(kind) }];
    this.selects[kind].replaceChildren(...choices.map(({ id, label }) => new Option(label, id)));
    this.selects[kind].value = chosen;
    this.selects[kind].disabled = false;
  }

  /** One notice a topic; the newest is shown. */
  setNotice(topic: string, notice: Notice | null): void {
    this.notices.delete(topic);
    if (notice) this.notices.set(topic, notice);
    this.showNotice();
  }

  showNotice(): void {
    const shown = this.firstNotice();
    element('notice', HTMLParagraphElement).hidden = !shown;
    element('notice-text', HTMLSpanElement).textContent = shown?.text() ?? '';
    element('notice-action', HTMLButtonElement).textContent = shown?.label() ?? '';
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
      label: () => texts.soundOn,
      act: () => {
        this.partnerVideo.muted = false;
        void this.partnerVideo.play().catch(() => undefined);
        this.setNotice('sound', null);
      },
    });
  }
}
