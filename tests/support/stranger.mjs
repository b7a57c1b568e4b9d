// SPDX-License-Identifier: MIT

import { readFile } from 'node:fs/promises';

const client = new URL('../node_modules/peerjs/dist/peerjs.min.js', import.meta.url);

/** A page that is not ours, with nothing but npm's peerjs: calls `peer` with a picture and opens a chat to it.
    `page.evaluate(() => window.events)` tells what came of it, `window.heard` what was said, `window.chat` may answer. */
export async function callAsStranger(browser, serverUrl, peer) {
  const page = await browser.newPage(`${serverUrl}/favicon.svg`);
  await page.evaluate(await readFile(client, 'utf8'));
  await page.evaluate(
    async (target) => {
      const events = (window.events = []);
      const me = new window.peerjs.Peer({
        host: location.hostname,
        port: Number(location.port),
        path: '/signaling',
        config: { iceServers: [] },
      });
      await new Promise((resolve) => me.on('open', resolve));
      const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
      canvas.getContext('2d').fillRect(0, 0, 8, 8);
      const chat = (window.chat = me.connect(target, { serialization: 'json', reliable: true }));
      window.heard = [];
      chat.on('data', (data) => window.heard.push(data));
      const call = me.call(target, canvas.captureStream(5));
      chat.on('open', () => events.push('chat opened'));
      call.on('stream', () => events.push('call answered'));
      // The client drops every other one of its connections on LEAVE (it changes the list that it walks).
      window.refused = () => call.peerConnection === null || chat.peerConnection === null;
    },
    peer,
  );
  return page;
}
