// SPDX-License-Identifier: MIT
// The booth among strangers: npm's `peer` server, and a page with nothing but npm's `peerjs`.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { startNpmServer } from '../support/npm_server.mjs';
import { poll } from '../support/poll.mjs';
import { inboundStats } from '../support/webrtc.mjs';

const name = process.env.BROWSER ?? 'chromium';
const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const peerjs = beside('../node_modules/peerjs/dist/peerjs.min.js');

/** What an application of peerjs does: answers calls, keeps what arrives, and can call by itself. */
async function beStock() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  const peer = new window.peerjs.Peer({ host: location.hostname, port: Number(location.port), config: { iceServers: [] } });
  const app = (window.app = { peer, messages: [], ended: [], chat: null });
  const keep = (call) => {
    call.on('stream', (media) => {
      const video = document.createElementNS('http://www.w3.org/1999/xhtml', 'video');
      document.documentElement.replaceChildren(video); // a browser decodes what is played
      video.srcObject = media;
      video.play();
    });
    call.on('close', () => app.ended.push('call'));
    app.call = call;
  };
  const talk = (chat) => {
    chat.on('data', (data) => app.messages.push(data));
    chat.on('close', () => app.ended.push('chat'));
    chat.on('open', () => (app.chat = chat));
  };
  peer.on('call', (call) => {
    keep(call);
    call.answer(stream);
  });
  peer.on('connection', talk);
  app.meet = (id, serialization) => {
    keep(peer.call(id, stream));
    talk(peer.connect(id, { serialization }));
  };
  await new Promise((resolve) => peer.on('open', resolve));
  return peer.id;
}

describe(`the booth, npm's peer server and a stock peerjs page in ${name}`, { timeout: 400_000 }, () => {
  let server;
  let browser;
  let booth;
  let page;
  let pageId;
  let boothId;

  before(async () => {
    server = await startNpmServer(beside('../conformance/npm_peer.mjs'), '{}');
    browser = await Browser.launch(name);
    booth = await Callbooth.run(beside('booth.toml'), [
      `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/`,
      `--plugin.find.url=${server.url}/find`,
    ]);
    booth.say('/pause');
    const board = await booth.reach((now) => now['signaling.state'] === 'ready', 'the booth is at the server');
    boothId = board['signaling.id'];
    page = await browser.newPage(`${server.url}/`);
    await page.evaluate(await readFile(peerjs, 'utf8'));
    pageId = await page.evaluate(beStock);
  });
  after(async () => {
    await browser?.close();
    await booth?.stop();
    server?.stop();
  });
  afterEach(() => page.evaluate(() => Object.assign(window.app, { messages: [], ended: [], chat: null })));

  const flows = async () => {
    const grown = async () => {
      const stats = await inboundStats(page);
      return stats.framesDecoded > 10 && stats.frameWidth === 320 && stats.totalAudioEnergy > 0;
    };
    await poll(grown, 'the page decodes the booth', 60_000);
    await booth.reach(
      (now) => Number(now['call.video.received.frames']) > 10 && Number(now['call.audio.received.level']) > -60,
      'the booth decodes the page',
    );
  };
  const talks = async (word) => {
    await poll(() => page.evaluate(() => window.app.chat !== null), 'the chat is open');
    booth.say(`booth ${word}`);
    await poll(async () => (await page.evaluate(() => window.app.messages)).includes(`booth ${word}`), 'the page hears');
    await page.evaluate((text) => window.app.chat.send(text), `page ${word}`);
    await booth.waitFor(new RegExp(`page ${word}`));
  };

  it('the booth calls the page, and hangs up', async () => {
    booth.say(`/call ${pageId}`);
    await flows();
    await talks('calls');
    booth.say('/hangup');
    const both = async () => {
      const ended = await page.evaluate(() => window.app.ended);
      if (ended.length < 2) throw new Error(`only these: ${ended}`);
      return ended;
    };
    assert.deepEqual((await poll(both, 'the page sees both connections close', 5_000)).sort(), ['call', 'chat']);
  });

  for (const serialization of ['binary', 'json', 'raw']) {
    it(`the page calls the booth, writes in ${serialization}, and hangs up`, async () => {
      await page.evaluate((id, how) => window.app.meet(id, how), boothId, serialization);
      await flows();
      await talks(serialization);
      await page.evaluate(() => (window.app.call.close(), window.app.chat.close()));
      const board = await booth.reach((now) => !('call.peer' in now), 'the call ends', 10_000);
      assert.equal(board['call.last-end'], 'remote-hangup');
    });
  }
});
