// SPDX-License-Identifier: MIT

import { explain } from '../common/devices';
import { element } from '../common/dom';
import { remember, remembered } from '../common/memory';
import { type Notice } from '../common/notices';
import { Page } from '../common/page';
import { texts as common } from '../common/texts';
import { texts } from './texts';

/** One's own camera, as it was wished for. */
class Webcam {
  private readonly page = new Page([
    { keys: ['F'], meaning: () => texts.turnKey, act: () => element('turn', HTMLButtonElement).click() },
  ]);
  private readonly video = element('own-video', HTMLVideoElement);
  private readonly resolution = element('resolution', HTMLSelectElement);
  private readonly facing = element('facing', HTMLSelectElement);
  private track: MediaStreamTrack | null = null;
  private opening = false;
  /** Counts the wishes: what was opened for an older one is not shown. */
  private wish = 0;

  start(): void {
    for (const select of [this.resolution, this.facing]) {
      restore(select, select === this.resolution ? '1280x720' : 'user');
      select.addEventListener('change', () => this.choose(select));
    }
    element('turn', HTMLButtonElement).addEventListener('click', () => {
      this.facing.value = this.facing.value === 'user' ? 'environment' : 'user';
      this.choose(this.facing);
    });
    navigator.mediaDevices?.addEventListener('devicechange', () => this.track === null && void this.open());
    void this.reopenWhenAllowed();
    this.video.addEventListener('resize', () => this.show());
    this.page.start(() => this.show());
    void this.open();
  }

  private choose(select: HTMLSelectElement): void {
    remember(`webcam-${select.id}`, select.value);
    void this.open();
  }

  /** The old camera goes first: some phones open one at a time. */
  private async open(): Promise<void> {
    const wish = ++this.wish;
    this.close();
    this.opening = true;
    this.show();
    try {
      const stream = await capture(this.resolution.value, this.facing.value);
      if (wish === this.wish) this.use(stream);
      else for (const track of stream.getTracks()) track.stop();
    } catch (error) {
      if (wish === this.wish) this.fail({ text: () => explain(new Map([['video', error]])) });
    }
  }

  private use(stream: MediaStream): void {
    const [track] = stream.getVideoTracks();
    this.opening = false;
    this.track = track ?? null;
    track?.addEventListener('ended', () => track === this.track && this.ended());
    this.video.srcObject = stream;
    this.page.notices.set('camera', null);
    this.show();
  }

  private ended(): void {
    this.close();
    this.fail({ text: () => texts.ended });
  }

  private fail(notice: Notice): void {
    this.opening = false;
    const action = { label: () => common.retry, act: () => void this.open() };
    this.page.notices.set('camera', { ...notice, action });
    this.show();
  }

  private close(): void {
    const { track } = this;
    this.track = null;
    track?.stop();
    this.video.srcObject = null;
  }

  /** The camera as it is, which may be something else than what was wished for. */
  private show(): void {
    const { videoWidth: width, videoHeight: height } = this.video;
    const settings = this.track?.getSettings();
    const size = this.track && width > 0 ? `${width} × ${height}` : '–';
    put('activity', this.opening ? texts.opening : '');
    put('actual-camera', this.track?.label || '–');
    put('actual-size', size);
    put('actual-rate', settings?.frameRate ? settings.frameRate.toFixed(0) : '–');
    this.video.classList.toggle('mirrored', settings?.facingMode !== 'environment');
    this.page.notices.set('wish', this.track && width > 0 ? this.difference(`${width}x${height}`, settings?.facingMode) : null);
  }

  /** A phone held upright turns the picture. */
  private difference(size: string, facing: string | undefined): Notice | null {
    const turned = size.split('x').reverse().join('x');
    if (facing !== undefined && facing !== this.facing.value) return { text: () => texts.oneSided };
    return [size, turned].includes(this.resolution.value) ? null : { text: () => texts.other };
  }

  private async reopenWhenAllowed(): Promise<void> {
    try {
      const permission = await navigator.permissions.query({ name: 'camera' as PermissionName });
      permission.addEventListener('change', () => permission.state === 'granted' && this.track === null && void this.open());
    } catch {
      // Then the person presses "Try again".
    }
  }
}

function capture(resolution: string, facing: string): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new DOMException('', 'SecurityError'));
  const [width, height] = resolution.split('x').map(Number);
  const video: MediaTrackConstraints = { facingMode: { ideal: facing } };
  if (width && height) Object.assign(video, { width: { ideal: width }, height: { ideal: height } });
  return navigator.mediaDevices.getUserMedia({ video });
}

function restore(select: HTMLSelectElement, otherwise: string): void {
  select.value = remembered(`webcam-${select.id}`) ?? otherwise;
  if (select.selectedIndex < 0) select.value = otherwise;
}

function put(id: string, text: string): void {
  const place = element(id, HTMLElement);
  if (place.textContent !== text) place.textContent = text;
}

new Webcam().start();
