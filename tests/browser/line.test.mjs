// SPDX-License-Identifier: MIT
// Those who wait at one door of the server meet those of another, in the browser that BROWSER names: the chatroulette page
// and a booth with FIND, a booth and a stock page with GET /find, the queue page and a booth in the queue, public rooms.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { OldSignaling } from '../support/old_signaling.mjs';
import { poll } from '../support/poll.mjs';
import { browserName } from '../support/site.mjs';
import { SystemBooths, callsOf, receives } from '../support/system_booths.mjs';
import { close, press, says, sees } from '../support/systems.mjs';
import { Visitor, desktop, phone } from '../support/visitor.mjs';

const file = fileURLToPath(new URL('line.toml', import.meta.url));
const peerjs = new URL('../node_modules/peerjs/dist/peerjs.min.js', import.meta.url);

describe(`one waiting line in ${browserName}`, { timeout: 580_000 }, () => {
  let server;
  let browser;
  let pages = [];
  const booths = new SystemBooths(() => server.url);
  before(async () => {
    [server, browser] = await Promise.all([Callbooth.serve(file), Browser.launch(browserName)]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  afterEach(async () => {
    for (const page of pages) if (!page.isClosed()) await close(page);
    pages = [];
    await booths.stop();
  });

  const open = async (path, size) => {
    const page = await browser.newPage(new URL(path, server.url).href, size);
    pages.push(page);
    return page;
  };
  const queueUp = () => open('queue.html', phone);
  const waitInQueue = async () => {
    const page = await queueUp();
    await says(page, /^Waiting for somebody/, '#activity');
    return page;
  };
  const chat = async () => new Visitor(await open('chatroulette.html', desktop));
  /** A page that is a peer, with nothing but npm's peerjs. */
  const openStock = async () => {
    const page = await open('favicon.svg', desktop);
    await page.evaluate(await readFile(peerjs, 'utf8'));
    await page.evaluate(bePeer);
    return page;
  };
  const searching = (booth) => booth.reach((board) => board['matchmaking.state'] === 'searching', 'the booth waits');

  it('a queue page that waits meets a chatroulette page, which goes on to another one', async () => {
    const ann = await waitInQueue();
    const bob = await chat();
    await Promise.all([sees(ann), sees(bob.page)]);
    const carl = await chat();
    await bob.next();
    await Promise.all([sees(bob.page), sees(carl.page)]);
    await says(ann, /^Waiting for somebody/, '#activity');
    await carl.leave();
    await Promise.all([sees(ann), sees(bob.page)]);
    for (const page of [ann, bob.page]) assert.deepEqual(page.problems, []);
  });

  it('a chatroulette page that waits meets a queue page, which goes on to another one', async () => {
    const ann = await chat();
    await ann.reach('signaling', 'connected');
    await poll(async () => (await ann.said('FIND')).length > 0, 'it waits');
    const bob = await queueUp();
    await Promise.all([sees(ann.page), sees(bob)]);
    const carl = await waitInQueue();
    await press(bob, '#next');
    await Promise.all([sees(bob), sees(carl)]);
    await close(bob);
    await Promise.all([sees(ann.page), sees(carl)]);
  });

  it('a booth that asks over HTTP meets a chatroulette page and a queue page', async () => {
    const signaling = await OldSignaling.open(server.url);
    try {
      const booth = await booths.find(signaling.url);
      await booth.reach((board) => board['matchmaking.via'] === 'http', 'it asks over HTTP');
      assert.ok(signaling.dropped > 0);
      const chatter = await chat();
      await Promise.all([sees(chatter.page), receives(booth)]);
      await chatter.leave();
      const queuer = await queueUp();
      await booth.reach((board) => Number(board['booth.calls']) >= 2, 'another call');
      await Promise.all([sees(queuer), receives(booth)]);
    } finally {
      await booths.stop();
      await signaling.close();
    }
  });

  for (const first of ['queue', 'FIND']) {
    it(`a booth in the queue and one with FIND meet, where the one with ${first} waits`, async () => {
      const start = { queue: () => booths.queueUp(server.url), FIND: () => booths.find() };
      const one = await start[first]();
      await searching(one);
      const other = await start[first === 'FIND' ? 'queue' : 'FIND']();
      await Promise.all([receives(one), receives(other)]);
      const calls = await callsOf(one);
      other.say('/next');
      await one.reach((board) => Number(board['booth.calls']) > calls, 'they meet again');
      await Promise.all([receives(one), receives(other)]);
    });
  }

  it('a stock page that asks over HTTP meets a booth in the queue', async () => {
    const booth = await booths.queueUp(server.url);
    await searching(booth);
    const page = await openStock();
    await page.evaluate(meetOverHttp);
    await Promise.all([sees(page), receives(booth)]);
    await close(page);
    await searching(booth);
  });

  it('the creator of a public room meets a chatroulette page and a booth in the queue', async () => {
    const creator = await openStock();
    await creator.evaluate(openPublicRoom);
    const chatter = await chat();
    await Promise.all([sees(creator), sees(chatter.page)]);
    await chatter.leave();
    await poll(() => creator.evaluate(() => window.heard.includes('partnerLeft')), 'it is told that the partner has left');
    const booth = await booths.queueUp(server.url);
    await Promise.all([sees(creator), receives(booth)]);
  });
});

/** In a page: a camera, an id, and an answer to each call. */
async function bePeer() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  const me = new window.peerjs.Peer({
    host: location.hostname,
    port: Number(location.port),
    path: '/signaling',
    config: { iceServers: [] },
  });
  const use = (call) =>
    call.on('stream', (media) => {
      const video = document.createElementNS('http://www.w3.org/1999/xhtml', 'video');
      document.documentElement.replaceChildren(video); // a browser decodes what is played
      video.srcObject = media;
      video.play();
    });
  me.on('call', (call) => {
    call.answer(stream);
    use(call);
  });
  window.callPeer = (peer) => use(me.call(peer, stream));
  window.id = await new Promise((resolve) => me.on('open', resolve));
}

/** In a page: what a tutorial does with GET /find. */
async function meetOverHttp() {
  const response = await fetch(`/find?id=${window.id}`);
  if (response.status === 200) window.callPeer(await response.text());
}

/** In a page: waits in a public room, and calls whom the server names. */
async function openPublicRoom() {
  window.heard = [];
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/rooms`);
  await new Promise((resolve) => (socket.onopen = resolve));
  socket.onmessage = ({ data }) => {
    const { type, payload } = JSON.parse(data);
    window.heard.push(type);
    if (type === 'partnerFound') window.callPeer(payload);
  };
  socket.send(JSON.stringify({ type: 'createRoom', peer: window.id }));
}
