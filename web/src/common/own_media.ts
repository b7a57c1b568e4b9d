// SPDX-License-Identifier: MIT

import { type Device, Devices, NONE, explain } from './devices';
import { element } from './dom';
import type { Notices } from './notices';
import type { Shortcut } from './shortcuts';
import { texts } from './texts';
import { type Kind, kinds } from './types';

/** One's own camera and microphone: the picture #own-video, the selects and the buttons that mute. */
export class OwnMedia {
  private readonly selects: Record<Kind, HTMLSelectElement> = {
    audio: element('microphone', HTMLSelectElement),
    video: element('camera', HTMLSelectElement),
  };
  private readonly mutes: Record<Kind, HTMLButtonElement> = {
    audio: element('mute-audio', HTMLButtonElement),
    video: element('mute-video', HTMLButtonElement),
  };
  private readonly video = element('own-video', HTMLVideoElement);
  private readonly devices: Devices;

  /** `trackChanged`: a running call sends this track from now on. */
  constructor(notices: Notices, trackChanged: (kind: Kind, track: MediaStreamTrack) => void) {
    this.devices = new Devices({
      listed: (kind, list, chosen) => this.list(kind, list, chosen),
      sharing: () => undefined,
      track: (kind, track) => {
        this.video.srcObject = this.stream;
        trackChanged(kind, track);
      },
      trouble: (failures) => {
        const action = { label: () => texts.retry, act: () => void this.devices.start() };
        notices.set('devices', failures.size ? { text: () => explain(failures), action } : null);
      },
    });
    for (const kind of kinds) {
      this.selects[kind].addEventListener('change', () => void this.devices.choose(kind, this.selects[kind].value));
      this.mutes[kind].addEventListener('click', () => this.mute(kind));
    }
  }

  /** Has one track of each kind once `start` has ended, if need be a placeholder. */
  get stream(): MediaStream {
    return this.devices.stream;
  }

  get keys(): Shortcut[] {
    const press = (kind: Kind) => () => this.mutes[kind].click();
    return [
      { keys: ['M'], meaning: () => texts.shortcut.muteAudio, act: press('audio') },
      { keys: ['V'], meaning: () => texts.shortcut.muteVideo, act: press('video') },
    ];
  }

  start(): Promise<void> {
    return this.devices.start();
  }

  /** Names the devices in the language of now. */
  speak(): void {
    if (this.stream.getTracks().length === kinds.length) this.devices.report();
  }

  private list(kind: Kind, devices: Device[], chosen: string): void {
    const choices = [...devices, { id: NONE, label: texts.device.none(kind) }];
    this.selects[kind].replaceChildren(...choices.map(({ id, label }) => new Option(label, id)));
    this.selects[kind].value = chosen;
    this.selects[kind].disabled = false;
  }

  private mute(kind: Kind): void {
    const muted = this.mutes[kind].ariaPressed !== 'true';
    this.mutes[kind].ariaPressed = String(muted);
    this.devices.mute(kind, muted);
  }
}
