// SPDX-License-Identifier: MIT
// Two people with our page in the browser that BROWSER names, and our server between them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { distance, pictureColour } from '../support/picture.mjs';
import { poll } from '../support/poll.mjs';
import { Site, browserName } from '../support/site.mjs';
import { desktop, phone } from '../support/visitor.mjs';


describe(`two pages in ${browserName}`, { timeout: 300_000 }, () => {
  const site = new Site([phone, desktop]);
  const { arrive, meet } = site;

  it('see and hear each other under a strict policy, and ask no other server for anything', async () => {
    const policy = (await fetch(site.url)).headers.get('content-security-policy');
    assert.match(policy, /default-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|\*|https?:|script-src|style-src/);
    const pair = await meet();
    for (const visitor of pair) {
      await visitor.sees('320x240');
      await visitor.listens();
      assert.deepEqual(visitor.page.problems, []);
      const elsewhere = visitor.page.requested.filter((url) => !url.startsWith(site.url) && !url.startsWith('data:'));
      assert.deepEqual(elsewhere, []);
    }
  });

  it('write to each other, and what they write stays text', async () => {
    const [ann, bob] = await meet();
    const markup = '<img src=x onerror="document.title=1"> & <b>bold</b>';
    await ann.say('hello');
    await bob.hears('hello');
    await bob.say(markup);
    await ann.hears(markup);
    assert.deepEqual(await bob.messages(), [
      { author: 'partner', text: 'hello' },
      { author: 'me', text: markup },
    ]);
    assert.equal(await ann.page.$('#messages img, #messages b'), null);
  });

  it('always see the newest message', async () => {
    const [ann, bob] = await meet();
    for (let i = 0; i < 30; ++i) await ann.say(`message ${i}`);
    await bob.hears('message 29');
    const hidden = (list) => list.scrollHeight - list.scrollTop - list.clientHeight;
    for (const visitor of [ann, bob]) {
      const scrolls = await visitor.page.$eval('#messages', (list) => list.scrollHeight > list.clientHeight);
      assert.equal(scrolls, true);
      assert.ok((await visitor.page.$eval('#messages', hidden)) < 2);
    }
    await ann.page.bringToFront(); // a page that nobody sees need not be laid out
    await ann.page.setViewport({ width: 320, height: 568 });
    await poll(async () => (await ann.page.$eval('#messages', hidden)) < 2, 'the newest is seen on a smaller page');
  });

  it('say next, lose their messages, and meet again', async () => {
    const [ann, bob] = await meet();
    await ann.say('the first call');
    await bob.hears('the first call');
    await bob.anotherCall();
    await ann.connected();
    for (const visitor of [ann, bob]) {
      assert.deepEqual(await visitor.messages(), []);
      await visitor.sees('320x240');
    }
    await ann.say('the second call');
    await bob.hears('the second call');
  });

  it('mute sound and picture, also for the next partner', async () => {
    const [ann, bob] = await meet();
    await bob.listens();
    await ann.page.click('#mute-audio');
    await ann.page.click('#mute-video');
    for (let call = 0; call < 2; ++call) {
      await poll(() => isBlack(bob), 'the picture is black', 30_000);
      await poll(() => isSilent(bob), 'the sound is silent', 30_000);
      if (call === 0) await ann.anotherCall();
      await bob.connected();
    }
    await ann.page.click('#mute-audio');
    await ann.page.click('#mute-video');
    await bob.listens();
    await poll(async () => !(await isBlack(bob)), 'the picture is back', 30_000);
  });

  it('switch to no camera and back within the call, without a new one', async () => {
    const [ann, bob] = await meet();
    await bob.sees('320x240');
    const connections = await ann.connectionsMade();
    const [camera] = await ann.devices('#camera');
    const colour = await pictureColour(bob);
    await ann.page.select('#camera', 'none');
    await poll(async () => distance(await pictureColour(bob), colour) > 40, 'the placeholder is shown', 30_000);
    await ann.page.select('#camera', camera);
    await poll(async () => distance(await pictureColour(bob), colour) < 40, 'the camera is back', 30_000);
    assert.equal(await ann.connectionsMade(), connections);
  });

  it('keep the chosen device for the next partner', async () => {
    const [ann, bob] = await meet();
    await ann.devices('#camera');
    await ann.page.select('#camera', 'none');
    await ann.anotherCall();
    await bob.connected();
    assert.equal(await ann.page.$eval('#camera', (select) => select.value), 'none');
  });

  it('are not disturbed by a third who calls', async () => {
    const [ann, bob] = await meet();
    await ann.say('before');
    await bob.hears('before');
    const stranger = await site.callAsStranger(await bob.id());
    await poll(() => stranger.evaluate(() => window.refused()), 'the stranger is refused', 30_000);
    assert.deepEqual(await stranger.evaluate(() => window.events), []);
    await ann.say('after');
    await bob.hears('after');
    assert.equal((await bob.messages()).length, 2);
    await bob.sees('320x240');
  });

  it('look on when the other closes the page', async () => {
    const [ann, bob] = await meet();
    await ann.say('bye');
    await bob.hears('bye');
    await ann.leave();
    await bob.reach('media', 'none', 30_000);
    const carl = await arrive();
    for (const visitor of [bob, carl]) await visitor.connected();
    assert.deepEqual(await bob.messages(), []);
    await bob.sees('320x240');
  });

  it('meet without camera and microphone, and are told why', async () => {
    const [ann, bob] = await meet({ devices: 'denied' });
    await ann.sees('320x240');
    await bob.sees('320x240');
    await ann.say('I have no camera');
    await bob.hears('I have no camera');
    assert.match(await ann.text('#notice-text'), /may not use your microphone and camera/);
    assert.equal(await ann.page.$eval('#notice', (notice) => notice.checkVisibility()), true);
    assert.equal(await bob.page.$eval('#notice', (notice) => notice.checkVisibility()), false);
  });

  it('begin anew when sound and picture get lost on their way, though the chat is there', async () => {
    const ann = await arrive();
    await poll(async () => (await ann.text('#activity')).startsWith('Looking for'), 'the page searches');
    await ann.page.evaluate(loseMediaOnce);
    const bob = await arrive({ beforehand: haveLessPatience });
    await bob.reach('data', 'connected');
    assert.equal(await bob.state('media'), 'connecting');
    for (const visitor of [ann, bob]) {
      await poll(() => visitor.page.evaluate(() => window.rtcConnections.length > 3), 'another call begins', 60_000);
      await visitor.connected();
    }
    await bob.sees('320x240');
  });

  it('go on without the server, and find the next when it is back', async () => {
    const [ann, bob] = await meet();
    await site.server.kill();
    for (const visitor of [ann, bob]) {
      await poll(async () => (await visitor.state('signaling')) !== 'connected', 'the page shows the loss');
      await poll(async () => /server is lost/.test(await visitor.text('#notice-text')), 'the page says so');
    }
    await ann.say('still here?');
    await bob.hears('still here?');
    assert.equal(await ann.state('media'), 'connected');
    await site.restartServer();
    for (const visitor of [ann, bob]) {
      await visitor.reach('signaling', 'connected', 60_000);
      assert.equal(await visitor.page.$eval('#notice', (notice) => notice.hidden), true);
    }
    assert.equal((await bob.messages()).length, 1);
    await bob.anotherCall();
    await ann.connected();
  });
});

async function isBlack(visitor) {
  return distance(await pictureColour(visitor), [0, 0, 0]) < 24;
}

async function isSilent(visitor) {
  const before = (await visitor.inbound()).totalAudioEnergy;
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (await visitor.inbound()).totalAudioEnergy - before < 1e-6;
}

/** The first message about sound and picture never leaves the page. */
function loseMediaOnce() {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    const lost = !window.lost && /"type":"(OFFER|ANSWER)"/.test(data) && data.includes('"type":"media"');
    window.lost ||= lost;
    if (!lost) send.call(this, data);
  };
}

/** What the page waits 15 s for, it waits 4 s for. */
function haveLessPatience() {
  const { setTimeout } = window;
  window.setTimeout = (act, delay, ...rest) => setTimeout(act, delay === 15000 ? 4000 : delay, ...rest);
}
