// SPDX-License-Identifier: MIT
// What our page does beside a plain call, in the browser that BROWSER names: taking part without a camera, blocking, showing
// the screen, telling of the connection.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { graveFindings } from '../support/axe.mjs';
import { distance, pictureColour } from '../support/picture.mjs';
import { poll } from '../support/poll.mjs';
import { Site, browserName } from '../support/site.mjs';


describe(`the page in ${browserName}`, { timeout: 300_000 }, () => {
  const site = new Site();
  const { arrive, meet } = site;
  const activity = (visitor, pattern) =>
    poll(async () => pattern.test(await visitor.text('#activity')), `the page says ${pattern}`);
  const receivesNoPicture = (visitor) =>
    poll(async () => {
      const before = await visitor.inbound();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return (await visitor.inbound()).framesDecoded === before.framesDecoded;
    }, 'no more frames arrive', 60_000);

  it('takes part with sound only, and is sent no picture then', async () => {
    const [ann, bob] = await meet();
    await ann.page.select('#mode', 'audio');
    await activity(ann, /You use audio only/);
    await activity(bob, /Your partner uses audio only/);
    await receivesNoPicture(ann);
    await ann.listens();
    await bob.listens();
    for (const id of ['#camera', '#share']) {
      assert.equal(await ann.page.$eval(id, (control) => control.disabled), true);
    }
    await ann.page.select('#mode', 'video');
    for (const visitor of [ann, bob]) {
      await visitor.sees('320x240');
      await activity(visitor, /^$/);
    }
  });

  it('takes part in writing only, asks for no device then, and does so again on the next visit', async () => {
    const refused = { audio: 'NotAllowedError', video: 'NotAllowedError' };
    const ann = await arrive({ devices: refused });
    await poll(async () => (await ann.text('#notice-text')) !== '', 'devices were asked for');
    await ann.page.select('#mode', 'text');
    await poll(() => ann.page.$eval('#notice', (notice) => notice.hidden), 'devices are missed no more');
    await ann.page.reload();
    const bob = await arrive();
    for (const visitor of [ann, bob]) await visitor.connected();
    await activity(ann, /You use text only/);
    await activity(bob, /Your partner uses text only/);
    assert.equal(await ann.page.$eval('#notice', (notice) => notice.hidden), true);
    await receivesNoPicture(ann);
    await ann.say('words are enough');
    await bob.hears('words are enough');
    await ann.anotherCall();
    await activity(bob, /Your partner uses text only/);
  });

  it('never meets again whom it blocked, but others', async () => {
    const [ann, bob] = await meet();
    await ann.page.click('#block');
    await ann.reach('media', 'none');
    await ann.page.evaluate(watchMedia);
    // Both are in the line, and nobody brings them together.
    for (const visitor of [ann, bob]) {
      await poll(async () => /^2 people online, no match yet$/.test(await visitor.text('#crowd')), 'two look for somebody', 30_000);
    }
    assert.deepEqual(await ann.page.evaluate(() => window.mediaStates), []);
    const carl = await arrive();
    await carl.connected();
  });

  it('takes a block back at once, or later in the list of the blocked', async () => {
    const [ann, bob] = await meet();
    const { page } = ann;
    const blocked = () => page.$$eval('#blocked li', (items) => items.map((item) => item.textContent));
    for (const undo of ['#notice-action', '#blocked button']) {
      await page.click('#block');
      await ann.reach('media', 'none');
      assert.match(await ann.text('#notice-text'), /^Blocked while this tab is open/);
      if (undo.startsWith('#blocked')) {
        await page.reload();
        await page.waitForSelector('#blocked li');
        await page.click('#open-settings');
      }
      assert.match((await blocked()).join(), /^Blocked at .*Unblock$/);
      await page.click(undo);
      assert.deepEqual(await blocked(), []);
      const focus = undo === '#notice-action' ? 'stage' : 'blocked-hint';
      assert.equal(await page.evaluate(() => document.activeElement.id), focus);
      for (const visitor of [ann, bob]) await visitor.connected();
      assert.equal(await page.$eval('#notice', (notice) => notice.hidden), true);
    }
  });

  it('says that the partner is muted, paused or elsewhere', async () => {
    const [ann, bob] = await meet();
    const told = (pattern) => poll(async () => pattern.test(await bob.text('#partner-state')), `${pattern} is said`);
    await told(/^$/);
    await ann.page.click('#mute-audio');
    await told(/^Your partner’s microphone is off.$/);
    await ann.page.click('#mute-video');
    await told(/^Your partner’s camera and microphone are off.$/);
    await ann.anotherCall();
    await told(/^Your partner’s camera and microphone are off.$/);
    await ann.page.bringToFront();
    await ann.page.click('#mute-audio');
    await ann.page.click('#mute-video');
    await told(/^$/);
    await ann.devices('#camera');
    await ann.page.select('#camera', 'none');
    await told(/^Your partner’s camera is off.$/);
    await ann.page.select('#mode', 'audio');
    await told(/^$/);
    await ann.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await told(/^Your partner is not looking at this page.$/);
    await ann.leave();
    await told(/^$/);
  });

  it('says that the partner has left, and keeps the chat until the next call', async () => {
    const [ann, bob] = await meet();
    const last = (visitor) => visitor.page.$eval('#messages ol', (list) => list.lastElementChild?.textContent);
    await ann.say('remember this');
    await bob.hears('remember this');
    await ann.leave();
    await bob.reach('media', 'none', 30_000);
    assert.deepEqual(await bob.messages(), [{ author: 'partner', text: 'remember this' }]);
    assert.equal(await last(bob), 'Your partner has left.');
    const carl = await arrive();
    for (const visitor of [bob, carl]) await visitor.connected();
    assert.equal(await last(bob), undefined);
  });

  it('has no box to write in while nothing can be sent', async () => {
    const ann = await arrive();
    const box = () => ann.page.$eval('#message', ({ readOnly, placeholder }) => ({ readOnly, placeholder }));
    await ann.reach('signaling', 'connected');
    assert.deepEqual(await box(), { readOnly: true, placeholder: 'No partner yet' });
    const bob = await arrive();
    for (const visitor of [ann, bob]) await visitor.connected();
    assert.deepEqual(await box(), { readOnly: false, placeholder: 'Write a message' });
  });

  it('has no camera to choose where none is used, and does not say that there is none', async () => {
    const ann = await arrive();
    await ann.devices('#camera');
    await ann.page.select('#mode', 'text');
    const said = () => ann.page.$eval('#camera', (select) => select.selectedOptions[0]?.textContent);
    await poll(async () => (await said()) === 'Not used in this mode', 'the camera is not used');
  });

  it('shows the screen within the call, and the camera again', async () => {
    const [ann, bob] = await meet();
    await bob.sees('320x240');
    const connections = await ann.connectionsMade();
    const isRed = async () => distance(await pictureColour(bob), [255, 0, 0]) < 60;
    await ann.page.evaluate(haveRedScreen);
    await ann.page.click('#share');
    await poll(isRed, 'the screen is seen', 30_000);
    assert.equal(await ann.page.$eval('#share', (button) => button.ariaPressed), 'true');
    await ann.page.click('#share');
    await poll(async () => !(await isRed()), 'the camera is seen', 30_000);
    assert.equal(await ann.page.$eval('#share', (button) => button.ariaPressed), 'false');
    assert.equal(await ann.connectionsMade(), connections);
  });

  it('shows the screen to nobody but the partner who was there when it was chosen', async () => {
    const [ann, bob] = await meet();
    const sharing = () => ann.page.$eval('#share', (button) => button.ariaPressed);
    await ann.page.evaluate(haveRedScreen);
    await ann.page.click('#share');
    await poll(async () => distance(await pictureColour(bob), [255, 0, 0]) < 60, 'the screen is seen', 30_000);
    await bob.leave();
    await poll(async () => (await sharing()) === 'false', 'the screen is not shown any more', 30_000);
    const carl = await arrive();
    for (const visitor of [ann, carl]) await visitor.connected();
    await carl.sees('320x240');
    assert.ok(distance(await pictureColour(carl), [255, 0, 0]) > 60);

    await ann.page.evaluate(takeTimeToChoose);
    await ann.page.click('#share');
    await carl.leave();
    await ann.reach('media', 'none', 30_000);
    const dora = await arrive();
    for (const visitor of [ann, dora]) await visitor.connected();
    assert.equal(await ann.page.evaluate(() => window.chooseScreen()), 'ended');
    assert.equal(await sharing(), 'false');
  });

  it('says why no screen is shown, unless the person chose none', async () => {
    const ann = await arrive();
    const refuse = (error) =>
      ann.page.evaluate((why) => {
        navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException('', why));
      }, error);
    await refuse('NotAllowedError');
    await ann.page.click('#share');
    assert.equal(await ann.page.$eval('#notice', (notice) => notice.hidden), true);
    await refuse('NotReadableError');
    await ann.page.click('#share');
    await poll(async () => /screen cannot be shown/.test(await ann.text('#notice-text')), 'the page says so');
    await ann.page.click('#notice-action');
    assert.equal(await ann.page.$eval('#notice', (notice) => notice.hidden), true);
  });

  it('tells how the connection does', async () => {
    const [ann, bob] = await meet();
    await ann.page.click('#open-connection');
    const rows = () =>
      ann.page.$$eval('#connection-rows tr', (lines) =>
        Object.fromEntries(lines.map(({ cells: [head, ...cells] }) => [head.textContent, cells.map((cell) => cell.textContent)])),
      );
    const complete = await poll(
      async () => {
        const now = await rows();
        const values = Object.values(now).flat();
        return values.length > 0 && !values.includes('–') && !now.Video.includes('0 kbit/s') && now;
      },
      'all rows have a value',
      60_000,
    );
    assert.deepEqual(complete['Video codec'], ['VP8', 'VP8']);
    assert.deepEqual(complete['Audio codec'], ['opus', 'opus']);
    assert.deepEqual(complete.Size, ['320 × 240', '320 × 240']);
    for (const rate of [...complete.Video, ...complete.Audio]) assert.match(rate, /^[1-9]\d* kbit\/s$/);
    assert.match(complete['Round trip'][0], /^\d+ ms$/);
    assert.deepEqual(complete.Route, ['direct']);
    assert.deepEqual(await graveFindings(ann.page), []);
    await bob.leave();
    await poll(() => ann.page.$eval('#connection-none', (place) => !place.hidden), 'there is no call any more', 60_000);
    assert.deepEqual(await rows(), {});
    await ann.page.click('#open-connection');
    assert.equal(await ann.page.$eval('#connection', (panel) => panel.hidden), true);
  });

  it('tells of an interruption until it is over', async () => {
    const [ann] = await meet();
    const notice = () => ann.page.$eval('#notice', (place) => (place.hidden ? '' : place.textContent));
    await ann.page.evaluate(playState, 'disconnected');
    assert.match(await notice(), /connection to your partner is interrupted/);
    assert.equal(await ann.state('media'), 'interrupted');
    await ann.page.evaluate(playState, 'connected');
    assert.equal(await notice(), '');
    assert.equal(await ann.state('media'), 'connected');
  });
});

function watchMedia() {
  const place = document.getElementById('status-media');
  window.mediaStates = [];
  const changed = () => place.dataset.state !== 'none' && window.mediaStates.push(place.dataset.state);
  new MutationObserver(changed).observe(place, { attributeFilter: ['data-state'] });
}

/** In place of the browser's own question, which nobody would answer. */
function haveRedScreen() {
  navigator.mediaDevices.getDisplayMedia = () => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    context.fillStyle = 'red';
    window.setInterval(() => context.fillRect(0, 0, canvas.width, canvas.height), 50);
    return Promise.resolve(canvas.captureStream(15));
  };
}

/** The browser's question stays open until `chooseScreen`, which returns what became of the track. */
function takeTimeToChoose() {
  const choose = navigator.mediaDevices.getDisplayMedia;
  navigator.mediaDevices.getDisplayMedia = () =>
    new Promise((resolve) => {
      window.chooseScreen = async () => {
        const stream = await choose();
        resolve(stream);
        await new Promise((done) => window.setTimeout(done));
        return stream.getVideoTracks()[0].readyState;
      };
    });
}

/** As if the network had changed under the call. */
function playState(state) {
  const calls = window.rtcConnections.filter((connection) => connection.getSenders().some(({ track }) => track));
  const call = calls.at(-1);
  Object.defineProperty(call, 'iceConnectionState', { configurable: true, get: () => state });
  call.oniceconnectionstatechange();
}
