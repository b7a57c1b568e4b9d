// SPDX-License-Identifier: MIT

import { element } from '../common/dom';
import { Page } from '../common/page';
import { showCall } from '../common/status';
import { texts as common } from '../common/texts';
import { clean } from '../common/words';
import { type Answer, Booth, type BoothState, words } from './booth';
import { Chat } from './chat';
import { type Ticket, codeIn, keepTicket, takeTicket } from './code';
import { type Command, Commands } from './commands';
import { type Device, Devices } from './devices';
import { openWire } from './open_wire';
import { Pointer } from './pointer';
import { Tabs } from './tabs';
import { texts } from './texts';

/** Commands that have a place of their own in this page. */
const PLACED = ['next', 'hangup', 'mute', 'unmute', 'say', 'accept', 'refuse', 'camera', 'microphone', 'speaker'];
const PEER_CHARACTERS = 64;
const RESULT_CHARACTERS = 4000;

type Refusal = keyof typeof texts.refused;

/** The booth in one's hand: brings what it tells to the page, and what is pressed there to the booth. */
class Remote {
  private readonly page = new Page([
    { keys: ['N'], meaning: () => texts.shortcut.next, act: () => element('next', HTMLButtonElement).click() },
    { keys: ['M'], meaning: () => common.shortcut.muteAudio, act: () => element('mute-audio', HTMLButtonElement).click() },
    { keys: ['V'], meaning: () => common.shortcut.muteVideo, act: () => element('mute-video', HTMLButtonElement).click() },
    { keys: ['C'], meaning: () => common.shortcut.write, act: () => this.write() },
    { keys: ['←', '→', '↑', '↓'], meaning: () => texts.shortcut.point },
  ]);
  private readonly booth = new Booth(openWire, {
    entered: (ticket) => this.entered(ticket),
    changed: (state, reason) => this.changed(state, reason),
    happened: (event, members) => this.happened(event, members),
  });
  private readonly chat = new Chat((text) => this.say(text));
  private readonly tabs = new Tabs((part) => part === 'devices' && this.askDevices());
  private readonly commands = new Commands((name, text) => void this.run(name, text));
  private readonly devices = new Devices((kind, id) => void this.choose(kind, id));
  private state: BoothState = 'refused';
  private reason: Refusal = 'none';
  private board: Record<string, string> = {};
  private known = new Set<string>();

  start(): void {
    new Pointer((point) => this.booth.ask('pointer', { ...point }));
    this.listen();
    this.tabs.show('chat');
    this.page.start(() => this.speak());
    this.arrive();
  }

  private listen(): void {
    const press = (id: string, act: () => void) => element(id, HTMLButtonElement).addEventListener('click', act);
    for (const name of ['next', 'hangup', 'accept', 'refuse']) press(name, () => void this.run(name));
    for (const kind of ['audio', 'video']) {
      press(`mute-${kind}`, () => void this.run(this.board[`mute.${kind}`] === 'on' ? 'unmute' : 'mute', kind));
    }
    press('leave', () => void this.booth.ask('leave').catch(() => undefined));
    window.addEventListener('hashchange', () => this.arrive());
    element('entrance', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const input = element('code', HTMLInputElement);
      this.booth.enter({ code: codeIn(input.value), session: '' });
      input.value = '';
    });
  }

  private arrive(): void {
    const ticket = takeTicket();
    if (ticket) this.booth.enter(ticket);
    else this.changed('refused', 'none');
  }

  private entered(ticket: Ticket): void {
    keepTicket(ticket);
    this.booth.ask('status').then((board) => this.showBoard(board), () => undefined);
    this.booth.ask('list').then((list) => this.showCommands(list), () => undefined);
    this.askDevices();
  }

  private changed(state: BoothState, reason: string): void {
    this.state = state;
    if (state === 'refused') {
      this.reason = reason in texts.refused ? (reason as Refusal) : 'other';
      keepTicket(null);
      this.chat.clear();
    }
    this.speak();
  }

  private happened(event: string, members: Answer): void {
    if (event === 'status') this.showBoard({ ...this.board, ...(members.values as Answer) });
    else if (event === 'chat') this.chat.add('partner', members.text);
    else if (event === 'chat-sent') this.chat.add('me', members.text);
    else if (event === 'call-added') this.chat.clear();
    else if (event.startsWith('device-')) this.askDevices();
  }

  private showBoard(board: Answer): void {
    this.board = Object.fromEntries(Object.entries(board).map(([key, value]) => [key, words(value)]));
    this.showState();
  }

  private showCommands(list: Answer): void {
    const commands = list.commands as Command[];
    const requests = list.requests as { name: string; available: boolean }[];
    this.known = new Set([...commands, ...requests.filter(({ available }) => available)].map(({ name }) => name));
    this.commands.show(commands.filter(({ name }) => !PLACED.includes(name)));
    this.showState();
  }

  /** All that the board and the list of commands decide. */
  private showState(): void {
    const { known, board } = this;
    const waiting = clean(board['call.waiting'] ?? '', PEER_CHARACTERS);
    for (const name of ['next', 'hangup']) element(name, HTMLButtonElement).hidden = !known.has(name);
    for (const kind of ['audio', 'video']) {
      const button = element(`mute-${kind}`, HTMLButtonElement);
      button.hidden = !known.has('mute') || !board[`mute.${kind}`];
      button.setAttribute('aria-pressed', String(board[`mute.${kind}`] === 'on'));
    }
    element('tab-chat', HTMLButtonElement).hidden = !known.has('chat');
    element('tab-devices', HTMLButtonElement).hidden = !known.has('devices');
    element('hangup', HTMLButtonElement).disabled = !board['call.peer'];
    element('caller', HTMLElement).hidden = !waiting;
    element('caller-text', HTMLParagraphElement).textContent = waiting ? texts.calls(waiting) : '';
    showCall(callOf(board['call.state'] ?? ''));
  }

  private speak(): void {
    const { state } = this;
    const status = element('status-server', HTMLElement);
    status.dataset.state = state === 'refused' && this.reason === 'none' ? 'none' : state;
    status.textContent = texts.state[state];
    element('entrance', HTMLFormElement).hidden = state !== 'refused';
    element('entrance-reason', HTMLParagraphElement).textContent = state === 'refused' ? texts.refused[this.reason] : '';
    element('remote', HTMLDivElement).hidden = state === 'refused' || (state === 'connecting' && this.known.size === 0);
    element('remote', HTMLDivElement).classList.toggle('off', state !== 'connected');
    this.page.notices.set('booth', state === 'lost' ? { text: () => texts.lost } : null);
    this.devices.speak();
    this.showState();
  }

  private write(): void {
    this.tabs.show('chat');
    this.chat.write();
  }

  private async say(text: string): Promise<boolean> {
    return (await this.attempt('chat', { text })) !== null;
  }

  private async run(name: string, text = ''): Promise<void> {
    const result = await this.attempt(name, { arguments: text });
    if (result && !PLACED.includes(name)) this.showResult(clean(words(result.text), RESULT_CHARACTERS) || texts.done, true);
  }

  /** By the command, which remembers the choice, where there is one. */
  private async choose(kind: string, id: string): Promise<void> {
    if (this.known.has(kind)) await this.attempt(kind, { arguments: id });
    else await this.attempt('choose', { kind, device: id });
    this.askDevices();
  }

  private askDevices(): void {
    this.booth.ask('devices').then(
      (list) => this.devices.show(list as unknown as Device[]),
      () => undefined,
    );
  }

  /** Null when it did not work: then the page says why. */
  private async attempt(request: string, parameters: Answer): Promise<Answer | null> {
    const action = { label: () => common.page.close, act: () => this.page.notices.set('failed', null) };
    try {
      const result = await this.booth.ask(request, parameters);
      this.page.notices.set('failed', null);
      return result;
    } catch (error) {
      const why = error instanceof Error ? clean(error.message, RESULT_CHARACTERS) : '';
      if (this.state === 'connected') this.page.notices.set('failed', { text: () => texts.failed(why), action });
      return null;
    }
  }

  private showResult(text: string, good: boolean): void {
    const place = element('result', HTMLParagraphElement);
    place.hidden = false;
    place.classList.toggle('bad', !good);
    place.textContent = text;
    place.scrollIntoView({ block: 'nearest' });
  }
}

function callOf(state: string) {
  if (state === 'connected' || state === 'connecting') return state;
  return state === 'rebuilding' ? 'interrupted' : 'none';
}

new Remote().start();
