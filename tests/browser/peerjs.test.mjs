// SPDX-License-Identifier: MIT
// Data connections between the booth and stock peerjs pages of several versions, at npm's `peer` server with a key, a path,
// ids and tokens of one's own.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { Control } from '../support/control.mjs';
import { startNpmServer } from '../support/npm_server.mjs';
import { peerjsPage } from '../support/peerjs_page.mjs';
import { poll } from '../support/poll.mjs';

const name = process.env.BROWSER ?? 'chromium';
const large = name === 'chromium' ? 100_000_000 : 20_000_000;
const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const boothId = 'the booth_1';
const options = { path: '/of/ours', key: 'other' };
/** Of the server's answers the one that is a page, without a Content-Security-Policy. */
const blank = `${options.path}/${options.key}/id`;
const versions = ['peerjs', 'peerjs-1.4', 'peerjs-1.3'];
const serializations = (version) => ['binary', 'binary-utf8', 'json', 'raw', ...(version === 'peerjs' ? ['MsgPack'] : [])];
/** What each can carry, texts and chunks among it. BinaryPack of peerjs before 1.5 counts six bytes where a character of two
    surrogates has four, which nobody can read. */
const values = (serialization, version) => {
  const far = version === 'peerjs' || serialization === 'json' ? '👋' : '✓';
  const structure = { text: `hü ${far}`, list: [1, -7, 0.5, true, null, 70000], inner: { empty: {} } };
  if (serialization === 'json') return ['text', 7, structure];
  if (serialization === 'raw') return ['text', '', { base64: 'AP8B' }, { base64: '' }, 'x'.repeat(60_000)];
  return ['text', 7, { ...structure, bytes: { base64: 'AP8B' } }, 'y'.repeat(50_000)];
};
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

describe(`the booth and stock peerjs pages in ${name}`, { timeout: 500_000 }, () => {
  let server;
  let browser;
  let booth;
  let control;
  let folder;
  const pages = {};

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callbooth-peerjs-'));
    server = await startNpmServer(beside('../conformance/npm_peer.mjs'), JSON.stringify(options));
    browser = await Browser.launch(name);
    const path = join(folder, 'control');
    booth = await Callbooth.run(
      beside('peerjs.toml'),
      [`--plugin.peerjs.url=${server.url.replace('http', 'ws')}${options.path}`, `--plugin.control.path=${path}`],
      { ready: /ready as the booth_1/ },
    );
    control = await Control.connect(path);
    await control.ask('events');
    for (const version of versions)
      pages[version] = await peerjsPage(browser, server.url + blank, version, { ...options, token: `of-${version}` }, `page ${version.at(-1)}`);
  });
  after(async () => {
    control?.leave();
    await browser?.close();
    await booth?.stop();
    server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const reach = (page, label, condition, what, timeout) =>
    poll(async () => { const state = await page.app('state', label); if (!condition(state)) throw new Error(JSON.stringify(state).slice(0, 500)); return state; }, what, timeout);
  const callEnds = () => control.event('call-ended');

  /** Each value goes from the page to the program and back. */
  const echo = async (page, label, [serialization, version], channel) => {
    const all = values(serialization, version);
    for (const value of all) {
      await page.app('send', label, value);
      const { value: heard } = await control.event('value', { channel });
      assert.deepEqual(heard, value);
      await control.ask('send', { channel, value: heard });
    }
    const { got } = await reach(page, label, ({ got }) => got.length === all.length, `${label} hears all`);
    assert.deepEqual(got, all);
  };

  /** Browsers take messages of up to 256 KiB, and say so in what they offer. */
  const sendsLong = async (page, label, channel) => {
    const text = 'z'.repeat(250_000);
    await control.ask('send', { channel, text });
    await assert.rejects(control.ask('send', { channel, base64: 'A'.repeat(360_000) }), /too long for the other side/);
    await reach(page, label, ({ got }) => got.at(-1) === text, 'the page has a long message');
  };

  for (const version of versions) {
    const label = (serialization, by) => `${by} ${serialization} ${version}`;

    it(`several connections of ${version} at once, in every serialization`, async () => {
      const page = pages[version];
      await control.ask('claim', { labels: serializations(version).map((each) => label(each, 'page')), values: true });
      for (const each of serializations(version))
        await page.app('connect', boothId, label(each, 'page'), { serialization: each, metadata: { of: [each] }, reliable: each !== 'raw' });
      const channels = {};
      for (const each of serializations(version)) {
        const find = () => control.events.find((event) => event.event === 'channel-opened' && event.label === label(each, 'page'));
        const opened = await poll(find, `the channel of ${each} is open`);
        assert.deepEqual([opened.peer, opened.metadata], [page.peerId, { of: [each] }]);
        channels[each] = opened.channel;
      }
      for (const each of serializations(version)) {
        await reach(page, label(each, 'page'), ({ open }) => open, `${each} is open in the page`);
        await echo(page, label(each, 'page'), [each, version], channels[each]);
        if (each === 'raw') await sendsLong(page, label(each, 'page'), channels[each]);
      }
      // The same from the booth, one after the other, beside those.
      for (const each of serializations(version)) {
        const own = label(each, 'booth');
        const { channel } = await control.ask('open', { label: own, protocol: each, metadata: { from: each }, values: true });
        await control.event('channel-opened', { channel });
        const { about } = await reach(page, own, ({ open }) => open, `the page has ${own}`);
        assert.deepEqual(about, [{ from: each }, each === 'binary-utf8' && version === 'peerjs' ? 'binary' : each, true]);
        await echo(page, own, [each, version], channel);
        if (serializations(version).indexOf(each) % 2) {
          await page.app('close', own);
        } else {
          await control.ask('close', { channel });
          await reach(page, own, ({ closed }) => closed, `the page sees the end of ${own}`, 5_000);
        }
        await control.event('channel-closed', { channel });
      }
      for (const each of serializations(version)) await page.app('close', label(each, 'page'));
      await callEnds();
    });
  }

  it('an unknown serialization is refused at once, with an error in the page and one line in the log', async () => {
    const page = pages['peerjs-1.3'];
    for (const label of ['first', 'second']) {
      await page.app('connect', boothId, label, { serialization: 'yaml' });
      await reach(page, label, ({ there }) => !there, 'the connection ends', 5_000);
    }
    assert.deepEqual([...new Set(await page.evaluate(() => window.app.errors))], ['webrtc']);
    assert.equal(booth.lines.filter((line) => line.includes("serialization 'yaml'")).length, 1);
  });

  it('the chat says what it cannot show', async () => {
    const page = pages.peerjs;
    await page.app('connect', boothId, 'chat', { serialization: 'json' });
    await reach(page, 'chat', ({ open }) => open, 'the chat is open');
    await page.app('send', 'chat', { x: 1 });
    const { got } = await reach(page, 'chat', ({ got }) => got.length > 0, 'the page hears of it');
    assert.deepEqual(got, ['This chat takes only texts, and it was sent an object.']);
    await booth.waitFor(/page s sent an object over the chat, which takes only texts/);
  });

  it('a data connection alone gives way to a call', async () => {
    const page = pages['peerjs-1.4'];
    await page.evaluate(async (id) => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
      const call = (window.app.call = window.app.peer.call(id, stream));
      call.on('stream', () => (window.app.media = true));
    }, boothId);
    await poll(() => page.evaluate(() => window.app.media), 'the page gets the picture', 60_000);
    await reach(pages.peerjs, 'chat', ({ closed }) => closed, 'the other page sees the end of its connection');
    await page.evaluate(() => window.app.call.close());
    await control.event('call-ended', { peer: page.peerId });
  });

  /** Kilobytes that the booth has used at most since `reset`. */
  const peak = async () => Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${booth.pid}/status`, 'utf8'))[1]);
  const reset = () => writeFile(`/proc/${booth.pid}/clear_refs`, '5');
  const megabytes = large / 1e6;

  it(`${megabytes} MB go through BinaryPack in each direction, and little of it is in memory at once`, async () => {
    const page = pages.peerjs;
    await control.ask('receive-files', { folder });
    await page.app('connect', boothId, 'file', { serialization: 'binary', reliable: true, metadata: { file: 'large.bin' } });
    await reach(page, 'file', ({ open }) => open, 'the connection is open');
    await reset();
    const before = await peak();
    let begun = performance.now();
    const sent = await page.app('sendMany', 'file', large);
    const { path, size } = await control.event('file-received', {}, 200_000);
    console.log(`page to booth: ${((performance.now() - begun) / 1000).toFixed(1)} s, ${(await peak()) - before} kB more`);
    assert.equal(size, large);
    assert.equal(sha256(await readFile(path)), sent);
    assert.ok((await peak()) - before < 48_000, `${(await peak()) - before} kB more than before`);
    const told = await reach(page, 'file', ({ got }) => got.some((each) => each.received === large), 'the page hears of it');
    assert.deepEqual(told.got[0], { accept: true });

    const back = join(folder, 'back.bin');
    const bytes = randomBytes(large);
    await writeFile(back, bytes);
    const { channel } = await control.ask('open', { label: 'back', protocol: 'binary' });
    await control.event('channel-opened', { channel });
    await reset();
    begun = performance.now();
    const between = await peak();
    await control.ask('send-file', { path: back, channel });
    const { got } = await reach(page, 'back', (state) => state.got?.length === 1, 'the page has it', 200_000);
    console.log(`booth to page: ${((performance.now() - begun) / 1000).toFixed(1)} s, ${(await peak()) - between} kB more`);
    assert.deepEqual(got, [{ size: large, sha256: sha256(bytes) }]);
    assert.ok((await peak()) - between < 48_000, `${(await peak()) - between} kB more than before`);
    assert.equal((await stat(path)).size, large);
  });
});
