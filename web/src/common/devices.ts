// SPDX-License-Identifier: MIT

import { remembered, remember } from './memory';
import { placeholderTrack } from './placeholder';
import { texts } from './texts';
import { type Kind, kinds } from './types';

/** In place of a device's id: nothing is captured. */
export const NONE = 'none';
/** In place of a device's id: whichever the browser takes; devices have no ids before they may be used. */
export const ANY = 'any';

export interface Device {
  id: string;
  label: string;
}

export interface DeviceEvents {
  /** `kind`'s list or choice changed. */
  listed(kind: Kind, devices: Device[], chosen: string, allowed: boolean): void;
  /** Whether the screen is what the partner sees. */
  sharing(sharing: boolean): void;
  /** The stream's track of this kind is another one now. */
  track(kind: Kind, track: MediaStreamTrack): void;
  /** Devices that do not work, and why; none when all do. */
  trouble(failures: ReadonlyMap<Kind, unknown>): void;
}

const wanted: Record<Kind, MediaTrackConstraints> = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, facingMode: 'user' },
};

/** The camera and the microphone. Once started the stream always has one track of each kind, if need be a placeholder,
    so that a call can be made without any device and a device can join it later. */
export class Devices {
  readonly stream = new MediaStream();
  private readonly chosen: Record<Kind, string> = { audio: ANY, video: ANY };
  private readonly muted: Record<Kind, boolean> = { audio: false, video: false };
  private readonly failures = new Map<Kind, unknown>();
  private allowed: readonly Kind[] = kinds;
  private screen: MediaStreamTrack | null = null;
  private looking = Promise.resolve();

  constructor(private readonly events: DeviceEvents) {
    for (const kind of kinds) this.chosen[kind] = remembered(kind) ?? ANY;
    navigator.mediaDevices?.addEventListener('devicechange', () => this.lookAgain(false));
    for (const name of ['microphone', 'camera']) void onPermission(name, () => this.lookAgain(true));
  }

  /** Asks for what was chosen; ends when the person has answered, whatever the answer. */
  async start(): Promise<void> {
    this.show(null);
    const asked = kinds.filter((kind) => this.wants(kind));
    if (asked.length < 2 || !(await this.openTogether())) {
      for (const kind of kinds) await this.open(kind);
    }
    this.report();
  }

  async choose(kind: Kind, id: string): Promise<void> {
    this.chosen[kind] = id;
    remember(kind, id);
    this.failures.delete(kind);
    await this.open(kind);
    this.report();
  }

  /** Which kinds the person takes part with; the others are not even asked for. */
  async allow(allowed: readonly Kind[]): Promise<void> {
    const changed = kinds.filter((kind) => allowed.includes(kind) !== this.allowed.includes(kind));
    this.allowed = allowed;
    if (this.stream.getTracks().length < kinds.length) return; // start() is still to come
    for (const kind of changed) await this.open(kind);
    this.report();
  }

  /** Sends the screen, or a window, until the person ends that here or in the browser's own way. `wanted` is asked once
      the person has chosen, which may take a while. */
  async share(wanted: () => boolean): Promise<void> {
    const [track] = (await navigator.mediaDevices.getDisplayMedia({ video: true })).getVideoTracks();
    if (!track) return;
    if (!wanted()) return track.stop();
    track.contentHint = 'detail';
    track.addEventListener('ended', () => this.screen === track && void this.unshare());
    this.install('video', track);
    this.show(track);
  }

  /** The screen is gone at once, also where the camera takes its time. */
  async unshare(): Promise<void> {
    this.install('video', placeholderTrack('video'));
    await this.open('video');
    this.report();
  }

  mute(kind: Kind, muted: boolean): void {
    this.muted[kind] = muted;
    for (const track of this.tracks(kind)) track.enabled = !muted;
  }

  /** Whether the stream has more of this kind than silence, black, or a placeholder. */
  sends(kind: Kind): boolean {
    const captured = this.wants(kind) && !this.failures.has(kind);
    return !this.muted[kind] && (captured || (kind === 'video' && this.screen !== null));
  }

  /** One question to the person instead of two. */
  private async openTogether(): Promise<boolean> {
    try {
      const opened = await capture({ audio: this.constraints('audio'), video: this.constraints('video') });
      for (const kind of kinds) this.use(kind, opened);
      this.failures.clear();
      return true;
    } catch {
      return false; // one of them may work alone
    }
  }

  /** Whatever happens, there is a track of this kind afterwards. */
  private async open(kind: Kind): Promise<void> {
    if (kind === 'video') this.show(null);
    if (!this.wants(kind)) {
      this.failures.delete(kind);
      return this.install(kind, placeholderTrack(kind));
    }
    try {
      this.use(kind, await this.captureOne(kind));
      this.failures.delete(kind);
    } catch (error) {
      this.failures.set(kind, error);
      this.install(kind, placeholderTrack(kind));
    }
  }

  /** Some phones open one camera at a time, and a remembered device may be gone. */
  private async captureOne(kind: Kind): Promise<MediaStream> {
    try {
      return await capture({ [kind]: this.constraints(kind) });
    } catch (error) {
      const name = nameOf(error);
      if (name === 'NotReadableError') {
        for (const track of this.tracks(kind)) track.stop();
        return capture({ [kind]: this.constraints(kind) });
      }
      if (name !== 'OverconstrainedError' && name !== 'NotFoundError') throw error;
      this.chosen[kind] = ANY;
      return capture({ [kind]: this.constraints(kind) });
    }
  }

  private wants(kind: Kind): boolean {
    return this.allowed.includes(kind) && this.chosen[kind] !== NONE;
  }

  private show(screen: MediaStreamTrack | null): void {
    if (screen === this.screen) return;
    this.screen = screen;
    this.events.sharing(screen !== null);
  }

  private constraints(kind: Kind): MediaTrackConstraints {
    const id = this.chosen[kind];
    if (id === ANY) return wanted[kind];
    const { facingMode: _, ...rest } = wanted[kind];
    return { ...rest, deviceId: { exact: id } };
  }

  private use(kind: Kind, opened: MediaStream): void {
    const track = opened.getTracks().find((candidate) => candidate.kind === kind);
    if (!track) return;
    // The person may have changed their mind while the browser asked.
    if (!this.wants(kind)) {
      track.stop();
      return this.install(kind, placeholderTrack(kind));
    }
    track.addEventListener('ended', () => void this.unplugged(kind, track));
    this.chosen[kind] = track.getSettings().deviceId || this.chosen[kind];
    this.install(kind, track);
  }

  private install(kind: Kind, track: MediaStreamTrack): void {
    track.enabled = !this.muted[kind];
    const old = this.tracks(kind);
    this.stream.addTrack(track);
    this.events.track(kind, track);
    for (const other of old) {
      this.stream.removeTrack(other);
      other.stop();
    }
  }

  /** The device in use is gone: go on with another one, or with a placeholder until one comes. */
  private async unplugged(kind: Kind, track: MediaStreamTrack): Promise<void> {
    if (!this.tracks(kind).includes(track)) return;
    this.chosen[kind] = ANY;
    await this.open(kind);
    this.report();
  }

  /** Devices came or went, or may be used now. One look at a time: each may open devices. */
  private lookAgain(allowed: boolean): void {
    this.looking = this.looking.then(async () => {
      if (this.stream.getTracks().length < kinds.length) return; // the person is still being asked
      for (const kind of kinds) if (allowed || nameOf(this.failures.get(kind)) !== 'NotAllowedError') await this.look(kind);
      this.report();
    });
  }

  /** Goes back to the device that the person chose, or away from the placeholder. */
  private async look(kind: Kind): Promise<void> {
    if (!this.wants(kind) || (kind === 'video' && this.screen)) return;
    const present = await list(kind);
    const wish = present.find(({ id }) => id === remembered(kind) && id !== this.chosen[kind]);
    if (wish) this.chosen[kind] = wish.id;
    if (wish || (this.failures.has(kind) && present.length > 0)) await this.open(kind);
  }

  private tracks(kind: Kind): MediaStreamTrack[] {
    return this.stream.getTracks().filter((track) => track.kind === kind);
  }

  /** Nobody waits for the lists: Firefox makes them only while the page is in view. */
  report(): void {
    this.events.trouble(this.failures);
    for (const kind of kinds) {
      void list(kind).then((devices) => {
        const used = this.wants(kind) && !this.failures.has(kind);
        this.events.listed(kind, devices, used ? this.chosen[kind] : NONE, this.allowed.includes(kind));
      });
    }
  }
}

/** Calls `granted` whenever the person allows the page to use this; not every browser tells. */
async function onPermission(name: string, granted: () => void): Promise<void> {
  try {
    const permission = await navigator.permissions.query({ name: name as PermissionName });
    permission.addEventListener('change', () => permission.state === 'granted' && granted());
  } catch {
    // Then the person presses "Try again".
  }
}

function capture(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (!navigator.mediaDevices) return Promise.reject(new DOMException('', 'SecurityError'));
  return navigator.mediaDevices.getUserMedia(constraints);
}

async function list(kind: Kind): Promise<Device[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return named(kind, all.filter((device) => device.kind === `${kind}input`));
}

/** Labels are empty until the person allowed a device. */
export function named(kind: Kind, devices: Pick<MediaDeviceInfo, 'deviceId' | 'label'>[]): Device[] {
  return devices.map(({ deviceId, label }, index) => ({
    id: deviceId || ANY,
    label: label || texts.device.unnamed(kind, index + 1),
  }));
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : '';
}

/** One sentence for the gravest failure, naming all devices that it concerns. */
export function explain(failures: ReadonlyMap<Kind, unknown>, { insecure, denied, missing, busy, other } = texts.trouble): string {
  const [first] = failures.values();
  const same = [...failures].filter(([, error]) => nameOf(error) === nameOf(first)).map(([kind]) => kind);
  switch (nameOf(first)) {
    case 'SecurityError': return insecure;
    case 'NotAllowedError': return denied(same);
    case 'NotFoundError':
    case 'OverconstrainedError': return missing(same);
    case 'NotReadableError':
    case 'AbortError': return busy(same);
    default: return other(same, first instanceof Error ? first.message : String(first));
  }
}
