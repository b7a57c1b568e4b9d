// SPDX-License-Identifier: MIT
// The chat of our page in the browser that BROWSER names: with another of our pages, and with strangers who send anything.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { poll } from '../support/poll.mjs';
import { Site, browserName } from '../support/site.mjs';


describe(`the chat in ${browserName}`, { timeout: 300_000 }, () => {
  const site = new Site();
  const { arrive, meet } = site;
  /** Our page, and a page of nothing but peerjs that called it. */
  const meetStranger = async () => {
    const ann = await arrive();
    await ann.reach('signaling', 'connected');
    await poll(async () => (await ann.text('#activity')).startsWith('Looking'), 'the page takes calls');
    const stranger = await site.callAsStranger(await ann.id());
    await ann.connected();
    await poll(() => stranger.evaluate(() => window.chat.open), 'the chat of the stranger is open');
    const send = (...messages) => stranger.evaluate((all) => all.forEach((one) => window.chat.send(one)), messages);
    return { ann, stranger, send };
  };

  it('shows that the partner writes, until the message is there', async () => {
    const pair = await meet();
    for (const [ann, bob] of [pair, [...pair].reverse()]) {
      await ann.page.bringToFront();
      await ann.page.type('#message', 'I am about to');
      await poll(async () => (await bob.text('#typing')) !== '', 'the partner is seen to write');
      await ann.page.keyboard.press('Enter');
      await bob.hears('I am about to');
      assert.equal(await bob.text('#typing'), '');
    }
  });

  it('shows no more that the partner writes when that stops, or the partner goes', async () => {
    const [ann, bob] = await meet();
    await ann.page.type('#message', 'well');
    await poll(async () => (await bob.text('#typing')) !== '', 'the partner is seen to write');
    await poll(async () => (await bob.text('#typing')) === '', 'the partner is seen to pause', 30_000);
    await ann.page.type('#message', ' then');
    await poll(async () => (await bob.text('#typing')) !== '', 'the partner is seen to write again');
    await ann.leave();
    await bob.reach('media', 'none', 30_000);
    assert.equal(await bob.text('#typing'), '');
  });

  const box = (visitor) => visitor.page.$eval('#message', ({ value }) => value);
  const hasFocus = (visitor) => visitor.page.evaluate(() => document.activeElement?.id === 'message');
  const unlocked = (visitor) => poll(() => visitor.page.$eval('#message', ({ readOnly }) => !readOnly), 'the box takes text');
  /** Says something, and makes sure that the other one got nothing else. */
  const saysOnly = async (ann, text, other) => {
    await unlocked(ann);
    await ann.say(text);
    await other.hears(text);
    assert.deepEqual(await other.messages(), [{ author: 'partner', text }]);
  };
  const departures = {
    'who goes': (ann, bob) => bob.leave(),
    'who is blocked': async (ann, bob) => {
      await ann.page.$eval('#block', (button) => button.click());
      await bob.leave();
    },
  };
  for (const [whom, leave] of Object.entries(departures)) {
    it(`sends nothing to the next partner that was written to one ${whom}`, async () => {
      const [ann, bob] = await meet();
      await ann.page.type('#message', 'my address is');
      await leave(ann, bob);
      await ann.reach('media', 'none', 30_000);
      const carl = await arrive();
      for (const visitor of [ann, carl]) await visitor.connected();
      await ann.page.bringToFront();
      assert.equal(await hasFocus(ann), true);
      await ann.page.keyboard.press('Enter');
      assert.equal(await box(ann), '');
      await saysOnly(ann, 'hello', carl);
    });
  }

  it('takes no rest of a sentence for the next partner', async () => {
    const [ann, bob] = await meet();
    await ann.page.type('#message', 'I live at');
    await bob.leave();
    const carl = arrive();
    let connected = false;
    const meeting = carl.then(async (visitor) => {
      for (const either of [ann, visitor]) await either.connected();
      connected = true;
    });
    for (let rest = 0; !connected || rest < 3; rest += connected ? 1 : 0) await ann.page.keyboard.type(' 5');
    await meeting;
    await ann.page.keyboard.press('Enter');
    await saysOnly(ann, 'hello', await carl);
  });

  it('takes no text while there is no partner, and none for a shortcut', async () => {
    const ann = await arrive();
    await ann.reach('signaling', 'connected');
    await ann.page.focus('#message');
    await ann.page.keyboard.type('mmm');
    const bob = await arrive();
    for (const visitor of [ann, bob]) await visitor.connected();
    await ann.page.bringToFront();
    assert.equal(await ann.page.$eval('#mute-audio', (button) => button.ariaPressed), 'false');
    await saysOnly(ann, 'hello', bob);
  });

  it('has the text again that was written to a partner who comes back', async () => {
    const [ann, bob] = await meet();
    await ann.page.type('#message', 'where were we');
    await bob.anotherCall();
    await ann.connected();
    assert.equal(await box(ann), 'where were we');
    await ann.page.focus('#message');
    await ann.page.keyboard.press('Enter');
    await bob.hears('where were we');
  });

  // WebDriver BiDi knows no input methods.
  it('ends what an input method composes for the partner who goes', { skip: browserName !== 'chromium' }, async () => {
    const [ann, bob] = await meet();
    await ann.page.focus('#message');
    const keyboard = await ann.page.createCDPSession();
    const compose = (text) =>
      keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await compose('わたし');
    assert.equal(await box(ann), 'わたし');
    await bob.leave();
    await ann.reach('media', 'none', 30_000);
    assert.equal(await box(ann), '');
    await compose('わたしの');
    const carl = await arrive();
    for (const visitor of [ann, carl]) await visitor.connected();
    await ann.page.bringToFront();
    await ann.page.keyboard.press('Enter');
    assert.equal(await box(ann), '');
    await saysOnly(ann, 'hello', carl);
  });

  it('marks what was delivered', async () => {
    const [ann, bob] = await meet();
    const marks = (visitor) => visitor.page.$$eval('#messages .me .mark', (all) => all.map((mark) => mark.textContent));
    for (const word of ['one', 'two']) {
      await ann.say(word);
      await bob.say(`${word} back`);
    }
    for (const visitor of [ann, bob]) {
      await poll(async () => (await marks(visitor)).join() === 'Delivered,Delivered', 'both messages are delivered');
    }
    await ann.anotherCall();
    await bob.connected();
    await ann.say('three');
    await poll(async () => (await marks(ann)).join() === 'Delivered', 'the message of the next call is delivered');
  });

  it('says nothing but messages to who knows nothing else, and marks nothing then', async () => {
    const { ann, stranger, send } = await meetStranger();
    await send('hello');
    await ann.hears('hello');
    await ann.say('first');
    await ann.say('second');
    await poll(async () => (await stranger.evaluate(() => window.heard)).length >= 2, 'the stranger hears');
    assert.deepEqual(await stranger.evaluate(() => window.heard), ['first', 'second']);
    assert.equal(await ann.page.$eval('#messages .mark', (mark) => mark.textContent), '');
  });

  it('makes links of web addresses and of nothing else', async () => {
    const { ann, send } = await meetStranger();
    const text =
      'see https://example.org/a?b=c#d, (http://example.org/x_(y)) and HTTPS://EXAMPLE.ORG. ' +
      'not javascript:alert(1) data:text/html,x https://bank.example@evil.example/ https:// ftp://example.org';
    await send(text);
    await ann.hears(text);
    const links = await ann.page.$$eval('#messages a', (all) =>
      all.map(({ textContent, href, target, rel }) => ({ text: textContent, href, target, rel })),
    );
    const beside = { target: '_blank', rel: 'noopener noreferrer nofollow ugc' };
    assert.deepEqual(links, [
      { text: 'https://example.org/a?b=c#d', href: 'https://example.org/a?b=c#d', ...beside },
      { text: 'http://example.org/x_(y)', href: 'http://example.org/x_(y)', ...beside },
      { text: 'HTTPS://EXAMPLE.ORG', href: 'https://example.org/', ...beside },
    ]);
  });

  it('shows no markup, no tricks of direction, and not more than fits a message', async () => {
    const { ann, send } = await meetStranger();
    await send('<script>document.title = 1</script><a href="https://x.example">y</a>', 'gpj.\u202eexe\u0007', 'x'.repeat(9000));
    const shown = async () => (await ann.messages()).map(({ text }) => text);
    await poll(async () => (await shown()).length === 3, 'three messages are shown');
    assert.deepEqual(await shown(), [
      '<script>document.title = 1</script><a href="https://x.example">y</a>',
      'gpj.exe',
      'x'.repeat(2000),
    ]);
    assert.equal(await ann.page.$('#messages script'), null);
    const wide = await ann.page.$eval('#messages', (box) => box.scrollWidth > box.clientWidth);
    assert.equal(wide, false, 'long words wrap');
  });

  // Not null, which peerjs itself stumbles over.
  it('ignores what is neither message nor note', async () => {
    const { ann, send } = await meetStranger();
    const notes = [7, 'fine', 'e9', -1, 1e300].map((delivered) => ({ callbooth: { delivered, typing: 'yes' } }));
    await send(7, true, [], ['x'], {}, { callbooth: null }, { text: 'x' }, ...notes, 'the end');
    await ann.hears('the end');
    assert.deepEqual(await ann.messages(), [{ author: 'partner', text: 'the end' }]);
    assert.equal(await ann.text('#typing'), '');
    assert.deepEqual(ann.page.problems, []);
  });

  it('is not drowned by a flood', async () => {
    const { ann, send } = await meetStranger();
    await send(...Array.from({ length: 2000 }, (_, index) => `spam ${index}`));
    await poll(() => ann.page.$('#messages .flood'), 'the page says that messages are not shown');
    assert.ok((await ann.page.$$('#messages .partner')).length < 200);
    assert.equal((await ann.page.$$('#messages .flood')).length, 1);
  });

  it('calls back who is not looking, by title and sound, and by title alone where sounds are off', async () => {
    const [ann, bob] = await meet();
    const title = () => ann.page.title();
    await ann.page.bringToFront();
    await ann.page.evaluate(goOutOfSight);
    await bob.say('are you there?');
    await poll(async () => (await title()) === 'A new message · Callbooth', 'the title tells of a message');
    await bob.say('hello?');
    await poll(async () => (await title()) === '2 new messages · Callbooth', 'the title tells of two messages');
    // Two of them, but the meeting may just have sounded as well.
    await poll(() => ann.page.evaluate(() => window.tones >= 2), 'sounds were played');
    await ann.page.evaluate(() => window.comeBack());
    assert.equal(await title(), 'Callbooth');

    await ann.page.$eval('#sounds', (box) => box.click());
    const tones = await ann.page.evaluate(() => window.goAway());
    await bob.anotherCall();
    await poll(async () => (await title()) === 'Somebody is here · Callbooth', 'the title tells of the next partner');
    assert.equal(await ann.page.evaluate(() => window.tones), tones);
    await bob.leave();
    await poll(async () => (await title()) === 'Callbooth', 'nobody is there any more', 30_000);
  });
});

/** Plays a hidden page, and counts the sounds that it makes. */
function goOutOfSight() {
  let hidden = true;
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  const show = (now) => {
    hidden = now;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  window.comeBack = () => show(false);
  window.goAway = () => {
    show(true);
    return window.tones;
  };
  window.tones = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    window.tones += 1;
    start.apply(this, when);
  };
}
