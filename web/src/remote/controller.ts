// SPDX-License-Identifier: MIT

import { ServerConnection } from '../common/connection';
import { element } from '../common/dom';
import type { Point } from '../common/glide';
import { Pad } from '../common/pad';
import { Page } from '../common/page';
import { Throttle } from '../common/throttle';
import { Pointer } from './pointer';
import { texts } from './texts';

const SEND_MS = 33;
const ANSWER_TIMEOUT_MS = 2000;
const CHECK_MS = 3000;

type State = 'offline' | 'ready' | 'missing' | 'unknown';

const target = new URLSearchParams(location.search).get('id') ?? '';
const page = new Page([{ keys: ['←', '→', '↑', '↓'], meaning: () => texts.move }]);
const pointer = new Pointer();
const place = element('pad', HTMLDivElement);
const server = new ServerConnection('/remote', page.notices, () => serverChanged());
const moves = new Throttle<Point>(SEND_MS, (point) => send(point));
const pad = new Pad(place, (point) => {
  pointer.jump(point);
  if (target) moves.push(point);
});
let state: State = 'offline';
let timer = 0;
let checked = -Infinity;

function serverChanged(): void {
  window.clearTimeout(timer);
  enter(target === '' ? 'missing' : server.id === null ? 'offline' : 'ready');
  if (target && server.id !== null) check();
}

function send(point: Point): void {
  if (server.id === null) return;
  server.socket.emit('update', target, point);
  if (performance.now() - checked > CHECK_MS) check();
}

/** Asks whether the screen is there, and again until it is. Servers that do not answer this leave it open. */
function check(): void {
  window.clearTimeout(timer);
  checked = performance.now();
  server.socket.timeout(ANSWER_TIMEOUT_MS).emit('update', target, pad.point, (error: unknown, there: unknown) => {
    if (error || server.id === null) return;
    enter(there === false ? 'unknown' : 'ready');
    if (there === false) timer = window.setTimeout(check, CHECK_MS);
  });
}

function enter(now: State): void {
  state = now;
  const wrong = state === 'missing' || state === 'unknown';
  place.classList.toggle('off', state !== 'ready');
  page.notices.set('screen', wrong ? { text: () => texts.controller[state] } : null);
  speak();
}

function speak(): void {
  server.speak();
  const activity = element('activity', HTMLParagraphElement);
  const text = state === 'missing' || state === 'unknown' ? '' : texts.controller[state];
  if (activity.textContent !== text) activity.textContent = text;
}

page.start(speak);
serverChanged();
server.connect();
