// SPDX-License-Identifier: MIT

import { ServerConnection } from '../common/connection';
import { element } from '../common/dom';
import { readPoint } from '../common/glide';
import { Invitation } from '../common/invitation';
import { Page } from '../common/page';
import { Pointer } from './pointer';
import { texts } from './texts';

const page = new Page();
const pointer = new Pointer();
const invitation = new Invitation(page.notices);
const server = new ServerConnection('/remote', page.notices, () => serverChanged());
let moved = false;

/** With another id we are another screen: phones have to come anew. */
function serverChanged(): void {
  const { id } = server;
  invitation.mark(id === null);
  if (id !== null) invite(new URL(`./controller.html?id=${encodeURIComponent(id)}`, location.href).href);
  speak();
}

function invite(url: string): void {
  if (!invitation.show(url)) return;
  moved = false;
  pointer.show(false);
}

function speak(): void {
  server.speak();
  const activity = element('activity', HTMLParagraphElement);
  const text = server.id === null ? texts.desktop.offline : moved ? '' : texts.desktop.waiting;
  if (activity.textContent !== text) activity.textContent = text;
}

server.socket.on('update', (value: unknown) => {
  const point = readPoint(value);
  if (!point) return;
  pointer.move(point);
  pointer.show(true);
  moved = true;
  speak();
});
page.start(speak);
server.connect();
