// SPDX-License-Identifier: MIT

import { ServerConnection } from '../common/connection';
import { element } from '../common/dom';
import { type Point, readPoint } from '../common/glide';
import { Page } from '../common/page';
import { Throttle } from '../common/throttle';
import { Board } from './board';
import { texts } from './texts';

/** As often as the server passes moves on, and a little more. */
const SEND_MS = 50;

const page = new Page([{ keys: ['←', '→', '↑', '↓'], meaning: () => texts.move }]);
const server = new ServerConnection('/cursors', page.notices, () => {
  if (server.id === null) show(new Map());
});
const moves = new Throttle<Point>(SEND_MS, (point) => server.id !== null && server.socket.volatile.emit('update', point));
const board = new Board((point) => moves.push(point));

/** What is not a cursor is left out. */
function readAll(all: unknown): Map<string, Point> {
  const found = new Map<string, Point>();
  for (const [id, value] of Object.entries(all ?? {})) {
    const point = readPoint(value);
    if (point) found.set(id, point);
  }
  return found;
}

function show(points: ReadonlyMap<string, Point>): void {
  board.show(points, server.id);
  speak();
}

function speak(): void {
  server.speak();
  board.speak();
  const text = server.id === null ? texts.offline : texts.crowd(board.others);
  const crowd = element('crowd', HTMLParagraphElement);
  if (crowd.textContent !== text) crowd.textContent = text;
}

server.socket.on('update', (all: unknown) => show(readAll(all)));
page.start(speak);
server.connect();
