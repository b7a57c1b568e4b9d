// SPDX-License-Identifier: MIT

import { ServerConnection } from '../common/connection';
import { element } from '../common/dom';
import { readPoint } from '../common/glide';
import { Page } from '../common/page';
import { texts as common } from '../common/texts';
import { drawCode } from './code';
import { Pointer } from './pointer';
import { texts } from './texts';

const page = new Page();
const pointer = new Pointer();
const address = element('address', HTMLAnchorElement);
const code = document.querySelector('#code');
const server = new ServerConnection('/remote', page.notices, () => serverChanged());
let moved = false;

/** With another id we are another screen: phones have to come anew. */
function serverChanged(): void {
  const { id } = server;
  code?.classList.toggle('stale', id === null);
  if (id !== null) invite(new URL(`./controller.html?id=${encodeURIComponent(id)}`, location.href).href);
  speak();
}

function invite(url: string): void {
  if (address.href === url) return;
  address.href = address.textContent = url;
  moved = false;
  pointer.show(false);
  if (code) drawCode(code, url);
}

async function copy(): Promise<void> {
  const action = { label: () => common.page.close, act: () => page.notices.set('copy', null) };
  try {
    await navigator.clipboard.writeText(address.href);
    page.notices.set('copy', { text: () => texts.copied, good: true, action });
  } catch {
    page.notices.set('copy', { text: () => texts.notCopied, action });
  }
}

function speak(): void {
  server.speak();
  const activity = element('activity', HTMLParagraphElement);
  const text = server.id === null ? texts.desktop.offline : moved ? '' : texts.desktop.waiting;
  if (activity.textContent !== text) activity.textContent = text;
}

/** As seen from this computer itself, which no phone reaches by that name. */
function isLocal(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

element('copy', HTMLButtonElement).addEventListener('click', () => void copy());
element('local', HTMLParagraphElement).hidden = !isLocal(location.hostname);
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
