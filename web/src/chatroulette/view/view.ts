// SPDX-License-Identifier: MIT

import { type Device, NONE } from '../../common/devices';
import { element } from '../../common/dom';
import type { Notices } from '../../common/notices';
import { RemoteVideo } from '../../common/remote_video';
import { texts as common } from '../../common/texts';
import { type ConnectionState, type Kind, kinds } from '../../common/types';
import type { SignalingState } from '../call/signaling';
import { texts } from '../texts';

export interface ViewEvents {
  next(): void;
  block(): void;
  share(): void;
  choose(kind: Kind, id: string): void;
  mute(kind: Kind, muted: boolean): void;
}

/** Everything on the page but the chat: shows what it is told, and tells what was clicked. */
export class View {
  private readonly partner: RemoteVideo;
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

  constructor(events: ViewEvents, notices: Notices) {
    this.partner = new RemoteVideo(element('partner-video', HTMLVideoElement), notices);
    this.next.addEventListener('click', () => events.next());
    this.block.addEventListener('click', () => events.block());
    this.share.addEventListener('click', () => events.share());
    this.share.hidden = !navigator.mediaDevices?.getDisplayMedia;
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
      place.textContent = common.connection[state];
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
    this.partner.show(stream);
  }

  listDevices(kind: Kind, devices: Device[], chosen: string, allowed: boolean): void {
    const none = { id: NONE, label: allowed ? common.device.none(kind) : texts.notInMode };
    const choices = allowed ? [...devices, none] : [none];
    this.selects[kind].replaceChildren(...choices.map(({ id, label }) => new Option(label, id)));
    this.selects[kind].value = chosen;
    this.selects[kind].disabled = !allowed;
  }
}
