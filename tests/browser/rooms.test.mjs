// SPDX-License-Identifier: MIT
// Rooms by invitation, in the browser that BROWSER names: pages with pages, and pages with booths, at our server.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';

import { graveFindings } from '../support/axe.mjs';
import { readCode } from '../support/qr_code.mjs';
import { browserName } from '../support/site.mjs';
import { SystemBooths, callsOf, decodes, receives } from '../support/system_booths.mjs';
import { Systems, close, hears, press, reach, says, sees, serveOurs, textOf } from '../support/systems.mjs';
import { desktop, phone } from '../support/visitor.mjs';

describe(`rooms by invitation in ${browserName}`, { timeout: 580_000 }, () => {
  const site = new Systems(undefined, ['--plugin.rooms.grace=2']);
  const { enter, open } = site;
  const booths = new SystemBooths(() => site.url);
  afterEach(() => booths.stop());

  const link = (page) => page.$eval('#address', ({ href }) => href);
  const activity = (page, pattern) => says(page, pattern, '#activity');
  const isWaiting = (page) => activity(page, /^The room is open\./);
  /** A page that has opened a room. */
  const create = async (size, where = 'rooms.html') => {
    const page = await enter(where, size);
    await press(page, '#create');
    await isWaiting(page);
    return page;
  };
  const join = (url, size) => open(url, size);
  const meet = (...pages) => Promise.all(pages.map(sees));
  const idle = (page) => reach(page, '#status-media', 'none');
  /** As when its network is gone for a moment. */
  const cutOff = (page) => page.evaluate(() => window.sockets.at(-1).close());
  const isWell = async (...pages) => {
    for (const page of pages) {
      assert.deepEqual(await graveFindings(page), []);
      assert.deepEqual(page.problems, []);
    }
  };

  describe('two pages', () => {
    it('meet by the link, which is a QR code as well, and by the id', async () => {
      const ann = await create(desktop);
      const url = await link(ann);
      assert.equal(await readCode(ann), url);
      assert.equal(ann.url(), url);
      await isWell(ann);
      const bob = await join(url, phone);
      await meet(ann, bob);
      assert.ok(await ann.$('#side[hidden]'));
      await isWell(ann, bob);
      const id = new URL(url).searchParams.get('room');
      await press(bob, '#leave');
      await bob.waitForSelector('#lobby:not([hidden])');
      await activity(ann, /^Your partner has left/);
      for (const text of [`  ${id} `, url]) {
        const carl = await enter('rooms.html', phone);
        await carl.type('#wanted-room', text);
        await carl.keyboard.press('Enter');
        await meet(ann, carl);
        await close(carl);
        await idle(ann);
      }
    });

    it('let no third one in until one of them has left', async () => {
      const ann = await create(desktop);
      const bob = await join(await link(ann), phone);
      await meet(ann, bob);
      const carl = await join(await link(ann), desktop);
      await activity(carl, /^Two people are in this room already/);
      await isWell(carl);
      await meet(ann, bob);
      await close(bob);
      await meet(ann, carl);
    });

    it('wait for a room that is not there, and say so', async () => {
      const ann = await create(desktop);
      const url = await link(ann);
      const bob = await join(`${url.slice(0, -4)}AAAA`, phone);
      await activity(bob, /^There is no such room/);
      await bob.select('#language', 'de');
      await activity(bob, /^Diesen Raum gibt es nicht/);
      const carl = await enter('rooms.html', phone);
      await carl.type('#wanted-room', 'two words');
      await carl.keyboard.press('Enter');
      await says(carl, /^This is neither the link nor the id/, '#join-error');
    });

    it('meet again when the creator loads its page again, under the same link', async () => {
      const ann = await create(desktop);
      const url = await link(ann);
      const bob = await join(url, phone);
      await meet(ann, bob);
      await ann.reload();
      await meet(ann, bob);
      assert.equal(ann.url(), url);
      await bob.reload();
      await meet(ann, bob);
    });

    it('meet again when the creator comes back late', async () => {
      const ann = await create(desktop);
      const url = await link(ann);
      const bob = await join(url, phone);
      await meet(ann, bob);
      await ann.goto('about:blank');
      await activity(bob, /^Your partner has left/);
      await press(bob, '#call-again');
      await activity(bob, /^There is no such room/);
      await ann.goto(url);
      await meet(ann, bob);
    });

    it('go on while the server is away, and meet again after', async () => {
      const ann = await create(desktop);
      const bob = await join(await link(ann), phone);
      await meet(ann, bob);
      await site.goAway();
      await Promise.all([ann, bob].map((page) => says(page, /^The connection to the server is lost/)));
      await meet(ann, bob);
      await site.comeBack();
      await Promise.all([ann, bob].map((page) => reach(page, '#status-server', 'connected')));
      await meet(ann, bob);
      assert.equal(await bob.evaluate(() => window.rtcConnections.length), 1);
      await bob.reload();
      await meet(ann, bob);
    });

    it('keep their places and their call when one is cut off from the server', async () => {
      const ann = await create(desktop);
      const bob = await join(await link(ann), phone);
      await meet(ann, bob);
      for (const page of [bob, ann]) {
        await cutOff(page);
        await reach(page, '#status-server', 'connected');
      }
      const carl = await join(await link(ann), desktop);
      await activity(carl, /^Two people are in this room already/);
      await meet(ann, bob);
      for (const page of [ann, bob]) assert.equal(await page.evaluate(() => window.rtcConnections.length), 1);
    });

    it('come without a camera, and say why', async () => {
      const ann = await create({ ...phone, devices: 'denied' });
      await says(ann, /^The browser may not use your microphone and camera/);
      const bob = await join(await link(ann), desktop);
      await meet(ann, bob); // a placeholder in place of the camera
    });
  });

  it('a room that is opened in a second window is in that one, until the first takes it back', async () => {
    const ann = await create(desktop);
    const seat = await ann.evaluate(() => sessionStorage.getItem('callbooth.seat'));
    const second = await open('rooms.html', desktop);
    await second.evaluate((kept) => sessionStorage.setItem('callbooth.seat', kept), seat);
    await second.goto(await link(ann));
    await isWaiting(second);
    await says(ann, /^The room is open in another window/);
    await press(ann, '#notice-action');
    await isWaiting(ann);
    await says(second, /^The room is open in another window/);
  });

  it('a page says what the server says, and tries again at a press', async () => {
    const small = await serveOurs(['--plugin.rooms.limit=1']);
    try {
      const ann = await create(desktop, `${small.url}/rooms.html`);
      const bob = await enter(`${small.url}/rooms.html`, phone);
      await press(bob, '#create');
      await says(bob, /^The server refuses: there are too many rooms/);
      await press(ann, '#leave');
      await ann.waitForSelector('#lobby:not([hidden])');
      await says(bob, /^The server refuses/);
    } finally {
      await small.stop();
    }
  });

  it('a page says that the server has no rooms', async () => {
    const other = await serveOurs(['--plugin.rooms.path=/elsewhere']);
    try {
      const page = await open(`${other.url}/rooms.html`, phone);
      await reach(page, '#status-server', 'missing');
      await says(page, /^This server does not offer/);
    } finally {
      await other.stop();
    }
  });

  describe('a page and a booth', () => {
    const again = (booth, before) =>
      booth.reach((board) => Number(board['booth.calls']) > before && decodes(board), 'another call of the booth');

    it('see and hear each other in the room of the booth, and meet again', async () => {
      const booth = await booths.room();
      const board = await booth.reach((now) => 'room.link' in now, 'the booth has a room');
      const page = await join(board['room.link'], phone);
      await Promise.all([sees(page), hears(page), receives(booth)]);
      assert.deepEqual(page.problems, []);
      booth.say('/hangup');
      await activity(page, /^Your partner has left/);
      let before = await callsOf(booth);
      await press(page, '#call-again');
      await again(booth, before);
      await sees(page);
      before = await callsOf(booth);
      await page.reload();
      await again(booth, before);
      await sees(page);
    });

    it('see and hear each other in the room of the page, and meet again', async () => {
      const page = await create(phone);
      const room = await textOf(page, '#room-id');
      const booth = await booths.room(`--plugin.rooms-client.room=${room}`);
      await Promise.all([sees(page), hears(page), receives(booth)]);
      const before = await callsOf(booth);
      await page.reload();
      await again(booth, before);
      await sees(page);
      const third = await booths.room(`--plugin.rooms-client.room=${room}`);
      await third.waitFor(/room is already full/);
      await booths.kill(booth);
      await Promise.all([receives(third), sees(page)]);
    });

    it('meet again by themselves when the page was cut off from the server', async () => {
      const booth = await booths.room();
      const board = await booth.reach((now) => 'room.link' in now, 'the booth has a room');
      const page = await join(board['room.link'], phone);
      await Promise.all([sees(page), receives(booth)]);
      await cutOff(page);
      await reach(page, '#status-server', 'connected');
      await Promise.all([sees(page), receives(booth)]);
    });
  });
});
