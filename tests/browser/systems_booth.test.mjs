// SPDX-License-Identifier: MIT
// Booths and the pages of the Socket.IO systems, or stock pages, in the browser that BROWSER names, at our server.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';

import { poll } from '../support/poll.mjs';
import { browserName } from '../support/site.mjs';
import { openStockPage } from '../support/stock_pages.mjs';
import { SystemBooths, callsOf, decodes, idOf, receives } from '../support/system_booths.mjs';
import { Systems, close, hears, press, reach, says, sees, textOf } from '../support/systems.mjs';
import { desktop, phone } from '../support/visitor.mjs';

describe(`booths and pages of the systems in ${browserName}`, { timeout: 580_000 }, () => {
  const site = new Systems();
  const { enter, open } = site;
  const booths = new SystemBooths(() => site.url);
  afterEach(() => booths.stop());

  const idle = (page) => reach(page, '#status-media', 'none');
  const isLeft = (booth) => booth.reach((board) => !board['call.peer'], 'the call of the booth ends');
  /** Picture and sound arrive on both sides. */
  const meet = async (page, booth) => {
    await sees(page);
    await hears(page);
    await receives(booth);
  };

  for (const [kind, protocol] of [['peers', 'events'], ['simple', 'simple-peer']]) {
    describe(`with ${protocol}`, () => {
      const come = () => booths.come('peers', `--plugin.peers-client.protocol=${protocol}`);
      const call = async (page, id) => {
        await says(page, new RegExp(`^${id}$`), '#others code');
        await page.waitForSelector('#others button:enabled', { timeout: 60_000 });
        await press(page, '#others button');
      };

      it('a page and a booth call each other, and hang up', async () => {
        const booth = await come();
        const page = await enter(`${kind}-both.html`, phone);
        await call(page, await idOf(booth));
        await meet(page, booth);
        await press(page, '#hang-up');
        await isLeft(booth);
        const id = await textOf(page, '#own-id');
        booth.say(`/call ${id}`);
        await meet(page, booth);
        assert.equal((await booth.status())['call.peer'], id);
        booth.say('/hangup');
        await idle(page);
        await call(page, await idOf(booth));
        await meet(page, booth);
        await close(page);
        await isLeft(booth);
        assert.equal(await callsOf(booth), 3);
        assert.deepEqual(page.problems, []);
      });

      it('a sender shows its picture to a booth', async () => {
        const booth = await come();
        const page = await enter(`${kind}-sender.html`, phone);
        for (let calls = 0; calls < 2; ++calls) {
          await call(page, await idOf(booth));
          await receives(booth);
          await reach(page, '#status-media', 'connected');
          await press(page, '#hang-up');
          await isLeft(booth);
        }
      });

      it('a booth shows its picture to a receiver, which sends nothing', async () => {
        const booth = await come();
        const page = await enter(`${kind}-receiver.html`, desktop);
        const show = async () => {
          booth.say(`/call ${await textOf(page, '#own-id')}`);
          await sees(page);
          await hears(page);
        };
        await show();
        assert.equal((await booth.status())['call.video.received.frames'] ?? '0', '0');
        booth.say('/hangup');
        await idle(page);
        await show();
        await press(page, '#hang-up');
        await isLeft(booth);
      });

      for (const caller of ['page', 'booth']) {
        it(`a stock page and a booth see, hear and write to each other when the ${caller} calls`, async () => {
          const booth = await come();
          const page = await openStockPage(open, protocol, desktop);
          const begin = async () => {
            const id = await idOf(booth);
            if (caller === 'page') await page.evaluate((peer) => window.app.call(peer), id);
            else booth.say(`/call ${page.id}`);
            await meet(page, booth);
            await talk(page, booth);
          };
          await begin();
          await page.evaluate(() => window.app.hangUp());
          await isLeft(booth);
          await page.evaluate(() => (window.app.events.length = 0));
          await begin();
          booth.say('/hangup');
          await poll(() => page.evaluate(() => window.app.events.includes('close')), 'the page notices', 10_000);
          assert.equal(await callsOf(booth), 2);
        });
      }
    });
  }

  describe('in the queue', () => {
    const wait = async () => {
      const booth = await booths.queueUp(site.url);
      await booth.reach((board) => board['matchmaking.state'] === 'searching', 'the booth waits');
      return booth;
    };
    const meetAgain = async (page, booth, next) => {
      const calls = await callsOf(booth);
      await next();
      await booth.reach((board) => Number(board['booth.calls']) > calls && decodes(board), 'they meet again');
      await meet(page, booth);
    };

    it('a booth that waits meets a page, and again after next on either side', async () => {
      const booth = await wait();
      const page = await enter('queue.html', phone);
      await meet(page, booth);
      await meetAgain(page, booth, () => press(page, '#next'));
      await meetAgain(page, booth, () => booth.say('/next'));
      assert.deepEqual(page.problems, []);
    });

    it('a page that waits meets a booth, and another one when that leaves', async () => {
      const page = await enter('queue.html', desktop);
      await says(page, /^Waiting for somebody/, '#activity');
      const booth = await booths.queueUp(site.url);
      await meet(page, booth);
      const other = await wait();
      await booths.kill(booth);
      await meet(page, other);
      await close(page);
      await other.reach((board) => board['matchmaking.state'] === 'searching', 'the booth waits again');
    });
  });

  it('in the chat room, a page and a booth read what the other one writes', async () => {
    const booth = await booths.enter('chatroom', '--plugin.chatroom-client.name=Booth');
    await booth.waitFor(/in the chat room as Booth/);
    const page = await enter('chatroom.html', phone);
    await page.waitForSelector('#enter:enabled');
    await page.type('#name', 'Ann');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#send:enabled', { visible: true });
    await page.type('#message', 'hello, ü');
    await page.keyboard.press('Enter');
    await booth.waitFor(/^Ann: hello, ü$/);
    booth.say('<b>and</b> back');
    await says(page, /^<b>and<\/b> back$/, '#messages .text');
    await says(page, /^Booth$/, '#messages .author');
  });
});

/** Over the data channel of a stock page. */
async function talk(page, booth) {
  await poll(() => page.evaluate(() => window.app.events.includes('connect')), 'the data channel of the page is open');
  booth.say('the booth says ü');
  const messages = () => page.evaluate(() => window.app.messages);
  await poll(async () => (await messages()).includes('the booth says ü'), 'the page reads the words of the booth');
  await page.evaluate(() => window.app.write('the page says ü'));
  await booth.waitFor(/the page says ü/);
}
