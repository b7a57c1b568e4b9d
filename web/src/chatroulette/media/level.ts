// SPDX-License-Identifier: MIT

import { audioContext } from '../../common/audio';
import { element } from '../../common/dom';

const INTERVAL_MS = 100;
/** What counts as silence, and what as full, in dB below the loudest that there is. */
const FLOOR_DB = -60;
const FULL_DB = -10;

/** Shows how loud the microphone is, in the settings and at the button that mutes it. */
export class LevelMeter {
  private readonly meter = element('level', HTMLDivElement);
  private readonly button = element('mute-audio', HTMLButtonElement);
  private source: MediaStreamAudioSourceNode | null = null;
  private analyser: AnalyserNode | null = null;
  private samples = new Float32Array(0);

  constructor() {
    window.setInterval(() => this.show(), INTERVAL_MS);
  }

  watch(track: MediaStreamTrack): void {
    this.source?.disconnect();
    const context = audioContext();
    this.analyser ??= new AnalyserNode(context, { fftSize: 2048 });
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source = context.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.analyser);
    void context.resume();
  }

  private show(): void {
    const level = Math.round(100 * this.level());
    if (this.meter.ariaValueNow === String(level)) return;
    this.meter.ariaValueNow = String(level);
    for (const place of [this.meter, this.button]) place.style.setProperty('--level', String(level / 100));
  }

  private level(): number {
    if (!this.analyser) return 0;
    this.analyser.getFloatTimeDomainData(this.samples);
    return loudness(this.samples);
  }
}

/** From 0 for silence to 1. */
function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power || 1e-12);
  return Math.min(1, Math.max(0, (decibels - FLOOR_DB) / (FULL_DB - FLOOR_DB)));
}
