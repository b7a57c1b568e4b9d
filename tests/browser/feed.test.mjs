// SPDX-License-Identifier: MIT
// The page of live feeds in the browser that BROWSER names, at our server, whose services do what the tests say.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { graveFindings } from '../support/axe.mjs';
import { FeedService } from '../support/feed_service.mjs';
import { poll } from '../support/poll.mjs';
import { browserName } from '../support/site.mjs';
import { Systems, reach, says, serveOurs, textOf } from '../support/systems.mjs';
import { desktop, phone } from '../support/visitor.mjs';

let service = await FeedService.open();
const [btc, eth] = ['live_trades_btcusd', 'live_trades_ethusd'];

/** A feed of the service, at a path with the plugin's name. */
function feed(name, channel, text, values) {
  const properties = {
    type: 'feed',
    url: `ws://127.0.0.1:${service.port}`,
    path: `/${name}`,
    subscribe: `['{"event":"bts:subscribe","data":{"channel":"${channel}"}}']`,
    when: "['event = trade']",
    values,
    text,
    interval: 0,
    print: 'none',
    'reconnect-min': 0.05,
    'reconnect-max': 0.2,
    'messages-per-second': 2000,
  };
  return Object.entries(properties).map(([key, value]) => `--plugin.${name}.${key}=${value}`);
}

const feeds = [
  ...feed('btc', btc, 'BTC {price:.2} for {amount}', "['price: data.price', 'amount: data.amount']"),
  ...feed('eth', eth, 'ETH {price}', "['price: data.price_str', 'note: data.timestamp']"),
];

describe(`the page of live feeds in ${browserName}`, { timeout: 400_000 }, () => {
  const site = new Systems(undefined, feeds);
  const { enter, open } = site;
  before(() => subscribed());
  after(() => service.close());

  const subscribed = () =>
    poll(() => service.subscribers(btc).length === 1 && service.subscribers(eth).length === 1, 'both are subscribed');
  const both = 'feed.html?feed=/btc&feed=/eth';
  const latest = (page, pattern) => says(page, pattern, '.latest');
  const state = (page, pattern) => says(page, pattern, '.state', 60_000);
  const labels = (page) => page.$$eval('figure svg', (charts) => charts.map((chart) => chart.getAttribute('aria-label')));
  const isWell = async (page) => {
    assert.deepEqual(await graveFindings(page), []);
    assert.deepEqual(page.problems, []);
  };

  it('shows the values of several feeds with charts, and as a table', async () => {
    service.trade(btc, 67000);
    const page = await enter(both, phone);
    service.trade(btc, 67100.5);
    service.trade(eth, 2000);
    await latest(page, /^BTC 67100\.50 for 0\.5$/);
    await latest(page, /^ETH 2000$/);
    assert.deepEqual(await page.$$eval('h2', (titles) => titles.slice(0, 2).map((title) => title.textContent)), ['btc', 'eth']);
    await poll(async () => (await labels(page)).length === 4, 'all charts');
    assert.equal((await labels(page))[0], 'price: 67,100.5 now, between 67,000 and 67,100.5 in the time shown');
    const line = await page.$eval('figure .line', (path) => path.getAttribute('d'));
    assert.match(line, /^M[\d.]+ [\d.]+(H[\d.]+V[\d.]+)+$/);
    assert.ok((await page.$$('figure text')).length >= 6);
    await page.click('summary');
    const rows = await page.$$eval('table', ([table]) => [...table.rows].map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)));
    assert.deepEqual(rows.slice(0, 3), [['price', 'amount'], ['67,100.5', '0.5'], ['67,000', '0.5']]);
    await page.select('#language', 'de');
    await poll(async () => (await labels(page))[0]?.startsWith('price: jetzt 67.100,5'), 'numbers in the chosen language');
    for (const theme of ['light', 'dark']) {
      await page.select('#theme', theme);
      for (const size of [phone, desktop]) {
        await page.setViewport(size);
        await isWell(page);
      }
    }
  });

  it('stands still while it is paused, and has missed nothing after', async () => {
    const page = await enter(both, { ...desktop, choices: { shortcuts: 'on' } });
    service.trade(btc, 1);
    await latest(page, /^BTC 1\.00 /);
    await page.keyboard.press('p');
    await says(page, /^Paused at /, '#paused');
    const drawn = await page.$$eval('.feed', (parts) => parts.map((part) => part.outerHTML));
    service.trade(btc, 2);
    service.trade(btc, 3);
    const other = await enter(both, phone);
    await latest(other, /^BTC 3\.00 /);
    await page.evaluate(() => new Promise((resolve) => window.setTimeout(resolve, 600))); // it is drawn each 250 ms
    assert.deepEqual(await page.$$eval('.feed', (parts) => parts.map((part) => part.outerHTML)), drawn);
    await page.click('#pause');
    await latest(page, /^BTC 3\.00 /);
    assert.equal(await textOf(page, '#paused'), '');
  });

  it('says when the service is silent or away, and goes on when it is back', async () => {
    const page = await enter(both, phone);
    service.trade(btc, 10);
    await state(page, /^live$/);
    await page.evaluate(() => {
      const { now } = Date;
      Date.now = () => now() + window.later;
      window.later = 3_600_000;
    });
    await state(page, /^silent since /);
    await page.evaluate(() => (window.later = 0));
    const { port } = service;
    await service.close();
    await state(page, /^service offline/);
    await isWell(page);
    service = await FeedService.open(port);
    await subscribed();
    service.trade(btc, 11);
    await latest(page, /^BTC 11\.00 /);
    await state(page, /^live$/);
  });

  it('stays usable while garbage and a flood come', async () => {
    const page = await enter(both, desktop);
    for (const message of ['', '{', '[]', '{"event":"trade"}', Buffer.from([0, 255]), '['.repeat(100_000)])
      service.send(btc, message);
    const flood = setInterval(() => {
      for (let i = 0; i < 50; ++i) service.trade(btc, 100 + Math.random());
    }, 50);
    try {
      await latest(page, /^BTC 100\.\d\d /);
      for (let i = 0; i < 10; ++i) {
        const start = performance.now();
        await page.select('#span', i % 2 ? '60000' : '300000');
        await page.click('summary');
        assert.ok(performance.now() - start < 2000, 'the page answers');
      }
    } finally {
      clearInterval(flood);
    }
    service.trade(btc, 99);
    await latest(page, /^BTC 99\.00 /);
    const length = await page.$$eval('figure .line', (lines) => Math.max(...lines.map((line) => line.getAttribute('d').length)));
    assert.ok(length < 10_000, `few points are drawn: ${length}`);
    await isWell(page);
  });

  it('takes from the server only what it understands', async () => {
    const page = await enter(both, phone);
    const item = { type: 'item', time: Date.now(), text: '<b>x</b>\u202e', values: { '<i>n</i>': '7', text: 'seven' } };
    for (const message of ['null', '{', '[]', '{"type":"item"}', '{"type":"history","items":7}', JSON.stringify({ ...item, time: 'x' }), JSON.stringify(item)])
      await page.evaluate((data) => window.sockets[0].onmessage({ data }), message);
    await latest(page, /^<b>x<\/b>$/);
    assert.equal(await page.$('.feed b b, .feed i'), null);
    assert.deepEqual(page.problems, []);
  });

  it('comes back after the server was away, and says so for each feed', async () => {
    const page = await open('feed.html?feed=/btc&feed=/nothing&feed=//elsewhere/feed', phone);
    await reach(page, '#status-server', 'missing');
    await state(page, /^not available here$/);
    assert.equal((await page.$$('.feed')).length, 2);
    service.trade(btc, 19);
    await latest(page, /^BTC 19\.00 /);
    await site.goAway();
    await reach(page, '#status-server', 'lost');
    await state(page, /^server offline/);
    await site.comeBack();
    await subscribed();
    await state(page, /^(live|silent since .*)$/);
    service.trade(btc, 20);
    await latest(page, /^BTC 20\.00 /);
  });

  it('says that no more may watch', async () => {
    const small = await serveOurs(['--plugin.feed.watchers=1']);
    try {
      await enter(`${small.url}/feed.html`, phone);
      const page = await open(`${small.url}/feed.html`, phone);
      await reach(page, '#status-server', 'refused');
      await says(page, /^The server is full at the moment/);
    } finally {
      await small.stop();
    }
  });
});
