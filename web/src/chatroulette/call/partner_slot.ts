// SPDX-License-Identifier: MIT

import type { DataConnection, MediaConnection } from 'peerjs';

import { type Mode, kinds } from '../../common/types';
import { kindsOf } from '../media/mode';
import type { Activity, Note } from './notes';
import { Partner } from './partner';
import type { Signaling } from './signaling';

export interface PartnerSlotEvents {
  /** False while no caller is admitted yet. */
  ready(): boolean;
  wants(peer: string): boolean;
  ownMode(): Mode;
  /** What the partner has to know of us. */
  ownState(): Note;
  /** There is something new to be shown. */
  changed(): void;
  /** The first connection to the partner is open. */
  met(): void;
  interrupted(interrupted: boolean): void;
  stream(stream: MediaStream): void;
  message(text: string): void;
  note(note: Note): void;
  /** The partner is gone, and has to be released. */
  left(): void;
}

/** Until the partner says something else. */
const ACTIVE: Activity = { microphone: true, camera: true, away: false };

/** Room for one partner at a time: whom we call, which callers are admitted, and what the two send each other. */
export class PartnerSlot {
  partner: Partner | null = null;
  /** The partner's mode, as far as it is known. */
  mode: Mode = 'video';
  /** What the partner sends, as far as it is known. */
  activity: Activity = ACTIVE;
  stream: MediaStream | null = null;
  /** Whether there was a connection to this partner. */
  met = false;

  constructor(
    private readonly signaling: Signaling,
    private readonly ownStream: MediaStream,
    private readonly events: PartnerSlotEvents,
  ) {}

  call(id: string): void {
    if (this.partner || !this.signaling.id || !this.events.wants(id)) return;
    const partner = this.meet(id, true);
    const call = this.signaling.call(id, this.ownStream);
    const chat = this.signaling.openChat(id);
    if (!call || !chat) return this.events.left();
    partner.useCall(call);
    partner.useChat(chat);
    this.events.changed();
  }

  called(call: MediaConnection): void {
    const partner = this.admit(call.peer, (known) => known.hasCall);
    if (!partner) return call.close();
    call.answer(this.ownStream);
    partner.useCall(call);
    this.events.changed();
  }

  connected(connection: DataConnection): void {
    const partner = this.admit(connection.peer, (known) => known.hasChat);
    if (!partner) return connection.close();
    partner.useChat(connection);
    this.events.changed();
  }

  /** Our own mode has changed. */
  modeChanged(): void {
    this.stateChanged();
    this.hearAndSee();
  }

  /** The partner has to know something else of us. */
  stateChanged(): void {
    this.partner?.tell(this.events.ownState());
  }

  /** Ends the connections, and makes room for the next partner. */
  release(): void {
    this.met = false;
    this.partner?.end();
    this.partner = null;
    this.stream = null;
  }

  private meet(id: string, outgoing: boolean): Partner {
    this.mode = 'video';
    this.activity = ACTIVE;
    this.met = false;
    const partner: Partner = new Partner(id, outgoing, {
      changed: () => this.partnerChanged(partner),
      stream: (stream) => this.streamChanged(stream),
      message: (text) => this.events.message(text),
      note: (note) => this.noted(note),
      greeting: () => this.events.ownState(),
      left: () => this.partner === partner && this.events.left(),
    });
    this.partner = partner;
    return partner;
  }

  private partnerChanged(partner: Partner): void {
    if (partner.connected && !this.met) {
      this.met = true;
      this.events.met();
    }
    if (partner.media === 'connected') this.sendWanted();
    this.events.interrupted(partner.media === 'interrupted');
    this.events.changed();
  }

  private streamChanged(stream: MediaStream): void {
    this.stream = stream;
    this.hearAndSee();
    this.events.stream(stream);
  }

  private noted(note: Note): void {
    this.events.note(note);
    const { microphone, camera, away } = { ...this.activity, ...note };
    this.activity = { microphone, camera, away };
    this.mode = note.mode ?? this.mode;
    if (note.mode !== undefined) this.sendWanted();
    this.events.changed();
  }

  private sendWanted(): void {
    for (const kind of kinds) void this.partner?.pause(kind, !kindsOf(this.mode).includes(kind));
  }

  /** Of the partner only what the person takes part with. */
  private hearAndSee(): void {
    const own: readonly string[] = kindsOf(this.events.ownMode());
    for (const track of this.stream?.getTracks() ?? []) track.enabled = own.includes(track.kind);
  }

  /** The partner that an incoming connection belongs to, or null when it is not wanted. A person has one call and one
      chat, and a second caller must not disturb the first. A partner who calls again has lost what was there. */
  private admit(id: string, taken: (partner: Partner) => boolean): Partner | null {
    if (!this.events.wants(id)) return this.refuse(id);
    if (!this.partner) return this.events.ready() ? this.meet(id, false) : this.refuse(id);
    if (this.partner.id !== id) return this.refuse(id);
    if (this.yieldsTo(this.partner)) {
      this.partner.end();
      return this.meet(id, false);
    }
    return this.partner.connected || !taken(this.partner) ? this.partner : null;
  }

  /** Two who call each other at once decide alike: the call of the smaller id stands. */
  private yieldsTo(partner: Partner): boolean {
    return partner.outgoing && !partner.connected && partner.id < (this.signaling.id ?? '');
  }

  private refuse(id: string): null {
    this.signaling.refuse(id);
    return null;
  }
}
