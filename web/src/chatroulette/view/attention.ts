// SPDX-License-Identifier: MIT

import { audioContext } from '../../common/audio';
import { element } from '../../common/dom';
import { remember, remembered } from '../../common/memory';
import { texts } from '../texts';

/** Frequencies in Hz, one after the other. */
const tones = { message: [880], meeting: [587, 880] };
const TONE_SECONDS = 0.16;
const LOUDNESS = 0.12;
const LATE_MS = 1000;

/** Calls people back who have the page out of sight: by the title, and by sounds where they are wanted. */
export class Attention {
  private readonly sounds = element('sounds', HTMLInputElement);
  private readonly title = document.title;
  private unread = 0;
  private met = false;

  constructor() {
    this.sounds.checked = remembered('sounds') !== 'off';
    this.sounds.addEventListener('change', () => remember('sounds', this.sounds.checked ? 'on' : 'off'));
    document.addEventListener('visibilitychange', () => !document.hidden && this.forget());
  }

  message(): void {
    if (!document.hidden) return;
    this.unread += 1;
    this.call('message');
  }

  meeting(): void {
    if (!document.hidden) return;
    this.met = true;
    this.call('meeting');
  }

  /** There is nothing to come back for any more. */
  forget(): void {
    this.unread = 0;
    this.met = false;
    document.title = this.title;
  }

  private call(what: keyof typeof tones): void {
    const news = this.unread > 0 ? texts.attention.messages(this.unread) : this.met ? texts.attention.met : '';
    document.title = `${news} · ${this.title}`;
    if (this.sounds.checked) play(tones[what]);
  }
}

/** A browser that wants a click first stays silent; what is past is not played any more. */
function play(frequencies: number[]): void {
  const context = audioContext();
  const asked = performance.now();
  void context.resume().then(() => {
    if (document.hidden && performance.now() - asked < LATE_MS) sound(context, frequencies);
  });
}

function sound(context: AudioContext, frequencies: number[]): void {
  frequencies.forEach((frequency, index) => {
    const start = context.currentTime + index * TONE_SECONDS;
    const tone = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(LOUDNESS, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + TONE_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_SECONDS);
  });
}
