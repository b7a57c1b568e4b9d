// SPDX-License-Identifier: MIT
// A live feed, from a service that behaves as the public one does to the pages that watch.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import WebSocket from 'ws';

import { Callbooth } from '../support/callbooth.mjs';
import { FeedService } from '../support/feed_service.mjs';
import { poll } from '../support/poll.mjs';

async function watch(url) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/feed`);
  const page = { socket, received: [] };
  socket.on('message', (bytes) => page.received.push(JSON.parse(bytes.toString())));
  await once(socket, 'open');
  await poll(() => page.received[0], 'the history');
  return page;
}

describe('a live feed', { timeout: 60_000 }, () => {
  const btc = 'live_trades_btcusd';
  const eth = 'live_trades_ethusd';
  let service;
  let server;
  before(async () => {
    service = await FeedService.open();
    const url = `ws://127.0.0.1:${service.port}`;
    const addresses = [`--plugin.feed.url=${url}`, `--plugin.ether.url=${url}`];
    server = await Callbooth.serve(fileURLToPath(new URL('feed.toml', import.meta.url)), addresses);
    await subscribed();
  });
  after(async () => {
    assert.equal((await server.stop()).code, 0, server.report());
    await service.close();
  });

  const subscribed = () =>
    poll(() => service.subscribers(btc).length === 1 && service.subscribers(eth).length === 1, 'both are subscribed');
  const texts = (page) => page.received.filter(({ type }) => type === 'item').map(({ text }) => text);

  it('is printed where its table says', async () => {
    service.trade(btc, 67000.5);
    service.trade(eth, 2000);
    await server.waitFor(/feed: BTC 67000\.50 for 0\.5$/);
    await server.waitFor(/^ETH 2000$/);
  });

  it('reaches many pages over one connection, and newcomers get the last ones', async () => {
    const pages = await Promise.all(Array.from({ length: 20 }, () => watch(server.url)));
    service.trade(btc, 1);
    service.trade(eth, 1);
    service.trade(btc, 2);
    for (const page of pages) await poll(() => texts(page).length === 2, 'both trades');
    assert.deepEqual(texts(pages[19]), ['BTC 1.00 for 0.5', 'BTC 2.00 for 0.5']);
    const late = await watch(server.url);
    const { type, name, state, items } = late.received[0];
    assert.deepEqual([type, name, state], ['history', 'feed', 'ready']);
    assert.deepEqual(items.slice(-2), pages[0].received.slice(-2));
    assert.deepEqual(items.at(-1).values, { price: 2, amount: 0.5 });
    assert.equal(service.connections, 2);
    for (const { socket } of [...pages, late]) socket.close();
  });

  it('goes on when the service asks for another connection, or was away', async () => {
    const page = await watch(server.url);
    const before = service.connections;
    service.send(btc, JSON.stringify({ event: 'bts:request_reconnect', channel: '', data: '' }));
    await poll(() => service.connections === before + 1, 'another connection');
    await subscribed();
    service.trade(btc, 3);
    await poll(() => texts(page).length === 1, 'a trade over it');
    const { port } = service;
    await service.close();
    await poll(() => page.received.at(-1).payload === 'lost', 'the page is told');
    service = await FeedService.open(port);
    await subscribed();
    service.trade(btc, 4);
    await poll(() => texts(page).length === 2, 'a trade after it');
    assert.deepEqual(page.received.slice(1).map(({ payload, text }) => payload ?? text), [
      'lost', 'ready', 'BTC 3.00 for 0.5', 'lost', 'ready', 'BTC 4.00 for 0.5',
    ]);
    page.socket.close();
  });

  it('survives garbage, binary frames and a flood', async () => {
    const page = await watch(server.url);
    for (const message of ['', '{', '[]', '{"event":"trade"}', Buffer.from([0, 255]), '['.repeat(100_000)])
      service.send(btc, message);
    for (let price = 0; price < 5000; price += 1) service.trade(btc, price);
    await server.waitFor(/the service sends more than messages-per-second/);
    await poll(() => texts(page).length >= 390, 'those that were let through');
    assert.ok(texts(page).length < 2000, `${texts(page).length}`);
    assert.equal(service.subscribers(btc).length, 1);
    page.socket.close();
  });
});
