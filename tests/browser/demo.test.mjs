// SPDX-License-Identifier: MIT
// The demo as a newcomer meets it, in the browser that BROWSER names.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import WebSocket from 'ws';

import { Browser } from '../support/browsers.mjs';
import { startDemo } from '../support/demo.mjs';
import { poll } from '../support/poll.mjs';
import { browserName } from '../support/site.mjs';
import { close, reach, sees } from '../support/systems.mjs';
import { Visitor } from '../support/visitor.mjs';

describe(`the demo in ${browserName}`, { timeout: 300_000 }, () => {
  let browser;
  let demo;

  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), Browser.launch(browserName)]);
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('leads from its first page to every system, each of which finds its server', async () => {
    const index = await browser.newPage(demo.url);
    const paths = await index.$$eval('#systems a', (links) => links.map((link) => new URL(link.href).pathname.slice(1)));
    await close(index);
    const systems = ['chatroulette', 'queue', 'chatroom', 'cursors', 'remote', 'peers-both', 'simple-both', 'webcam'];
    for (const name of systems) assert.ok(paths.includes(`${name}.html`), `${name} of ${paths}`);
    for (const path of paths) {
      const page = await browser.newPage(`${demo.url}/${path}`);
      const name = (await page.$('#status-server')) ? '#status-server' : '#status-signaling';
      if (await page.$(name)) await reach(page, name, 'connected');
      assert.deepEqual(page.problems, [], path);
      await close(page);
    }
  });

  it('meets who comes to the queue, which has the same waiting line', async () => {
    const page = await browser.newPage(`${demo.url}/queue.html`);
    await sees(page);
    await close(page);
  });

  it('has a feed of its own', async () => {
    const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/feed`);
    const items = [];
    socket.addEventListener('message', ({ data }) => items.push(JSON.parse(data)));
    await poll(() => items.some(({ type, values }) => type === 'item' && values.price > 0), 'the feed shows trades');
    socket.close();
  });

  it('shows its picture, greets and answers, and its terminal tells the same', async () => {
    const visitor = await Visitor.arrive(browser, `${demo.url}/chatroulette.html`);
    await visitor.connected();
    await visitor.sees('800x600');
    await visitor.listens();
    const answers = async () => (await visitor.messages()).filter(({ author }) => author === 'partner');
    await poll(async () => (await answers()).length === 1, 'the demo greets');
    for (const [count, text] of ['Hello!', 'who are you?', 'What time is it?', 'bla'].entries()) {
      await visitor.say(text);
      await poll(async () => (await answers()).length === count + 2, `the demo answers "${text}"`);
    }
    demo.say('I can write, too');
    await visitor.hears('I can write, too');

    const id = await visitor.id();
    const story = demo.lines.filter((line) => /^(me|\S{10,}): |^\* call with/.test(line));
    assert.match(story.join('\n'), new RegExp(
      [
        `\\* call with ${id}`,
        'me: Hello! I am the booth in your terminal.*',
        `${id}: Hello!`,
        'me: Hello to you!.*',
        `${id}: who are you\\?`,
        'me: A booth:.*',
        `${id}: What time is it\\?`,
        'me: It is [0-2]\\d:[0-5]\\d here\\.',
        `${id}: bla`,
        'me: I know few words yet.*',
        'me: I can write, too',
      ].map((line) => `^${line}$`).join('\n'),
      'm',
    ));
  });
});
