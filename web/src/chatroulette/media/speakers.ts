// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import { remember, remembered } from '../../common/memory';
import { texts } from '../texts';

/** In place of an id: the browser shows its own list. */
const OTHER = 'other';
/** The browsers' own word for whichever the system uses. */
const DEFAULT = '';

interface OutputChooser {
  selectAudioOutput?(): Promise<MediaDeviceInfo>;
}

/** Where the partner is heard, in browsers that leave the choice to the page. */
export class Speakers {
  private readonly select = element('speaker', HTMLSelectElement);
  private readonly possible = 'setSinkId' in HTMLMediaElement.prototype;
  private chosen = remembered('speaker') ?? DEFAULT;

  constructor(private readonly output: HTMLMediaElement) {
    element('speaker-field', HTMLDivElement).hidden = !this.possible;
    if (this.possible) this.select.addEventListener('change', () => void this.choose(this.select.value));
  }

  /** Reads anew which there are. */
  async list(): Promise<void> {
    if (!this.possible) return;
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const outputs = all.filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId && deviceId !== 'default');
    const options = outputs.map(({ deviceId, label }, index) => new Option(label || texts.speaker.unnamed(index + 1), deviceId));
    options.unshift(new Option(texts.speaker.usual, DEFAULT));
    if (this.chooser()) options.push(new Option(texts.speaker.other, OTHER));
    this.select.replaceChildren(...options);
    await this.use(outputs.some(({ deviceId }) => deviceId === this.chosen) ? this.chosen : DEFAULT);
  }

  private async choose(id: string): Promise<void> {
    this.chosen = id === OTHER ? await this.askBrowser() : id;
    remember('speaker', this.chosen);
    await this.list();
  }

  /** Before a device may be used by its id, the browser wants the person to have named it. */
  private async askBrowser(): Promise<string> {
    try {
      return (await this.chooser()?.selectAudioOutput?.())?.deviceId ?? this.chosen;
    } catch {
      return this.chosen; // the person named none
    }
  }

  private chooser(): OutputChooser | null {
    const devices = navigator.mediaDevices as (MediaDevices & OutputChooser) | undefined;
    return devices?.selectAudioOutput ? devices : null;
  }

  private async use(id: string): Promise<void> {
    try {
      if (this.output.sinkId !== id) await this.output.setSinkId(id);
    } catch {
      // It cannot be used any more; the sound stays where it is.
    }
    this.select.value = this.output.sinkId;
  }
}
