// SPDX-License-Identifier: MIT
// The native booth and a person with our page, in the browser that BROWSER names, matched by our server.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';
import { Site, browserName } from '../support/site.mjs';
import { Visitor, desktop, phone } from '../support/visitor.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe(`the booth and a page in ${browserName}`, { timeout: 500_000 }, () => {
  const site = new Site([phone, desktop]);
  const { arrive } = site;
  let booth;

  const startBooth = async (overrides = []) => {
    const addresses = [
      `--plugin.peerjs.url=${site.url.replace('http', 'ws')}/signaling`,
      `--plugin.find.url=${site.url}/find`,
    ];
    booth = await Callbooth.run(beside('booth.toml'), [...addresses, ...overrides]);
  };
  const waitingBooth = async (overrides) => {
    await startBooth(overrides);
    await booth.reach((board) => board['matchmaking.state'] === 'searching', 'the booth searches');
  };
  const meet = async () => {
    await waitingBooth();
    const visitor = await arrive();
    await together(visitor);
    return visitor;
  };
  /** Sound and picture arrive on both sides. */
  const together = async (visitor) => {
    await visitor.connected();
    await visitor.sees('320x240');
    await visitor.listens();
    const first = await booth.reach(
      (board) => board['call.video.received.size'] === '320x240' && Number(board['call.audio.received.level']) > -50,
      'the booth decodes 320x240 and hears something',
    );
    const frames = (board) => Number(board['call.video.received.frames']);
    await booth.reach((board) => frames(board) >= frames(first) + 10, 'the booth decodes more frames');
  };
  const writeToEachOther = async (visitor, word) => {
    booth.say(`the booth says ${word}`);
    await visitor.hears(`the booth says ${word}`);
    await visitor.say(`the page says ${word}`);
    await booth.waitFor(new RegExp(`the page says ${word}`));
  };

  afterEach(async () => {
    await booth?.stop();
    booth = undefined;
  });

  it('see, hear and write to each other when the page looks second', async () => {
    const visitor = await meet();
    await booth.waitFor(/called by /);
    await writeToEachOther(visitor, 'hello');
    assert.deepEqual(visitor.page.problems, []);
  });

  it('see, hear and write to each other when the booth looks second', async () => {
    const visitor = await arrive();
    await poll(async () => (await visitor.text('#activity')).startsWith('Looking for'), 'the page searches');
    await startBooth();
    await together(visitor);
    await booth.waitFor(/ calling /);
    await writeToEachOther(visitor, 'hello');
  });

  it('meet again after next from the page and after next from the booth, with the camera running on', async () => {
    const visitor = await meet();
    await visitor.anotherCall();
    await together(visitor);
    await visitor.anotherCall(() => booth.say('/next'));
    await together(visitor);
    await writeToEachOther(visitor, 'again');
    const board = await booth.status();
    assert.equal(board['booth.calls'], '3');
    assert.equal(board['capture.starts'], '1');
  });

  it('keep up with many a next', async () => {
    const visitor = await meet();
    for (let call = 0; call < 8; ++call) await visitor.anotherCall(call % 2 ? () => booth.say('/next') : undefined);
    await together(visitor);
    assert.equal((await booth.status())['capture.starts'], '1');
  });

  it('are not disturbed by a third who calls the booth', async () => {
    const visitor = await meet();
    const { 'signaling.id': id } = await booth.status();
    const stranger = await site.callAsStranger(id);
    await poll(() => stranger.evaluate(() => window.refused()), 'the stranger is refused', 30_000);
    assert.deepEqual(await stranger.evaluate(() => window.events), []);
    await writeToEachOther(visitor, 'still');
    await together(visitor);
    assert.equal((await booth.status())['booth.calls'], '1');
  });

  it('part when the page is closed, and the booth meets the next', async () => {
    const visitor = await meet();
    await visitor.leave();
    await booth.reach((board) => !('call.peer' in board), 'the call ends', 15_000);
    await together(await arrive());
  });

  it('part when the booth is stopped, which says goodbye', async () => {
    const visitor = await meet();
    const { code } = await booth.stop();
    assert.equal(code, 0, booth.report());
    await visitor.reach('media', 'none', 5_000);
  });

  it('part when the browser is killed, and the booth meets the next', async () => {
    const doomed = await Browser.launch(browserName);
    try {
      await waitingBooth();
      await together(await Visitor.arrive(doomed, site.url));
    } finally {
      await doomed.kill();
    }
    const board = await booth.reach((now) => !('call.peer' in now), 'the call ends', 20_000);
    assert.equal(board['call.last-end'], 'remote-gone');
    await together(await arrive());
  });

  it('stay together when the browser stands still for a while: the booth makes another connection', async () => {
    const visitor = await meet();
    site.browser.freeze();
    try {
      await booth.reach((board) => board['call.state'] === 'rebuilding', 'the booth notices', 20_000);
    } finally {
      site.browser.thaw();
    }
    await booth.reach((board) => board['call.state'] === 'connected', 'the connection is rebuilt', 20_000);
    await together(visitor);
    await writeToEachOther(visitor, 'here we are again');
    assert.equal((await booth.status())['booth.calls'], '1');
  });

  it('go on without the server, and find the next when it is back', async () => {
    const visitor = await meet();
    await site.server.kill();
    await booth.reach((board) => board['signaling.state'] !== 'ready', 'the booth notices that the server is gone');
    await writeToEachOther(visitor, 'still');
    await site.restartServer();
    await visitor.reach('signaling', 'connected', 60_000);
    await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is back at the server');
    assert.equal((await booth.status())['booth.calls'], '1');
    await visitor.anotherCall();
    await together(visitor);
  });

  // Debian's Firefox fetches its H.264 from Mozilla when it runs, so only Chromium can tell.
  const h264Encoders = [
    'openh264enc complexity=low bitrate=300000',
    'x264enc tune=zerolatency speed-preset=ultrafast bitrate=300',
  ];
  for (const encoder of browserName === 'chromium' ? h264Encoders : []) {
    it(`speak VP8, and H.264 of ${encoder.split(' ')[0]} after one change on the command line`, async () => {
      const visitor = await meet();
      assert.equal((await visitor.inbound()).codec, 'video/VP8');
      await booth.stop();
      await startBooth([`--encode.video=${encoder} ! rtph264pay`]);
      await visitor.connected();
      await together(visitor);
      assert.equal((await visitor.inbound()).codec, 'video/H264');
    });
  }

  // The page rejects the first section of the booth's offer, which carries the transport of all.
  if (browserName === 'firefox')
    it('hear and write to each other when the page cannot decode the picture', async () => {
      const visitor = await arrive();
      await poll(async () => (await visitor.text('#activity')).startsWith('Looking for'), 'the page searches');
      await startBooth([`--encode.video=${h264Encoders[1]} ! rtph264pay`]);
      await booth.waitFor(/ calling /);
      await visitor.connected();
      await visitor.listens();
      const sound = (board) => Number(board['call.audio.received.level']) > -50;
      await booth.reach(sound, 'the booth hears something');
      await writeToEachOther(visitor, 'hello');
    });
});
