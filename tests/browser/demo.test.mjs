// SPDX-License-Identifier: MIT
// The demo as a newcomer meets it, in the browser that BROWSER names.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Browser } from '../support/browsers.mjs';
import { startDemo } from '../support/demo.mjs';
import { poll } from '../support/poll.mjs';
import { browserName } from '../support/site.mjs';
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

  it('shows its picture, greets and answers, and its terminal tells the same', async () => {
    const visitor = await Visitor.arrive(browser, demo.url);
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
