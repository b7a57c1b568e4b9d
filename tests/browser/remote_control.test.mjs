// SPDX-License-Identifier: MIT
// A phone that controls a booth, over the page that the booth serves, in the browser that BROWSER names.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import WebSocket from 'ws';

import { graveFindings } from '../support/axe.mjs';
import { Browser } from '../support/browsers.mjs';
import { Cable } from '../support/cable.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { Devices } from '../support/devices.mjs';
import { poll } from '../support/poll.mjs';
import { browserName } from '../support/site.mjs';
import { close, press, reach, says, serveOurs, textOf } from '../support/systems.mjs';
import { Visitor, phone as size } from '../support/visitor.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const small = [
  '--capture.video=videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=15/1',
  '--capture.audio=audiotestsrc is-live=true name=microphone wave=silence',
  '--render.video=fakesink sync=true',
  '--render.audio=fakesink sync=true',
];

describe(`a phone that controls a booth in ${browserName}`, { timeout: 580_000 }, () => {
  let folder, server, devices, browser, booth, cable;
  const pages = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callbooth-remote-'));
    [server, devices, browser] = await Promise.all([
      Callbooth.serve(beside('server.toml')),
      Devices.start(),
      Browser.launch(browserName),
    ]);
    booth = await Callbooth.serve(
      beside('../../pipelines/remote.toml'),
      [
        ...small,
        '--http.address=127.0.0.1',
        `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
        `--plugin.find.url=${server.url}/find`,
      ],
      { env: { ...devices.env, STATE_DIRECTORY: folder } },
    );
  });
  after(async () => {
    await browser?.close();
    await booth?.stop();
    await server?.stop();
    await devices?.stop();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) if (!page.isClosed()) await close(page);
    await cable?.close();
    cable = undefined;
  });

  /** The address with a fresh code, as the terminal shows it. */
  const newLink = async () => {
    const from = booth.lines.length;
    booth.say('/remote new');
    return (await booth.waitFor(/(https:\/\/\S+#\w+)/, 20_000, from))[1];
  };
  const open = async (link, options) => {
    const page = await browser.newPage(link, { ...size, ...options });
    pages.push(page);
    return page;
  };
  const enter = async (link, options) => {
    const page = await open(link ?? (await newLink()), options);
    await reach(page, '#status-server', 'connected');
    return page;
  };
  const meet = async () => {
    const visitor = await Visitor.arrive(browser, server.url);
    pages.push(visitor.page);
    await visitor.connected();
    return visitor;
  };
  const shows = (key, value) => booth.reach((board) => (board[key] ?? '') === value, `${key} is ${value}`);
  const isRefused = (page, pattern) => says(page, pattern, '#entrance:not([hidden]) #entrance-reason');

  it('writes to the partner, reads it, mutes and goes on to the next', async () => {
    const visitor = await meet();
    const page = await enter();
    await page.bringToFront();
    await reach(page, '#status-media', 'connected');
    await page.type('#message', 'from the phone, ü <b>');
    await page.keyboard.press('Enter');
    await visitor.hears('from the phone, ü <b>');
    await says(page, /^from the phone, ü <b>$/, '#messages .me .text');
    await visitor.page.bringToFront();
    await visitor.say('to the phone');
    await says(page, /^to the phone$/, '#messages .partner .text');

    await press(page, '#mute-video');
    await shows('mute.video', 'on');
    await poll(() => page.$('#mute-video[aria-pressed=true]'), 'the button is pressed');
    await press(page, '#mute-video');
    await shows('mute.video', 'off');
    assert.equal((await booth.status())['mute.audio'], 'off');

    await visitor.anotherCall(() => press(page, '#next'));
    await reach(page, '#status-media', 'connected');
    assert.deepEqual(page.problems, []);
  });

  it('chooses among the devices of the booth', async () => {
    await devices.plugMicrophone('first', 300);
    await devices.plugMicrophone('second', 600);
    const page = await enter();
    await press(page, '#tab-devices');
    const option = (name) =>
      poll(
        () => page.$$eval('#microphone option', (all, text) => all.find((one) => one.textContent.includes(text))?.value, name),
        `the page lists the microphone ${name}`,
      );
    for (const name of ['second', 'first']) {
      const id = await option(name);
      await page.select('#microphone', id);
      await shows('device.microphone', id);
      await poll(() => page.$eval('#microphone', (select, wanted) => select.value === wanted, id), 'the page shows it');
    }
  });

  it('moves a pointer over the picture', async () => {
    const page = await enter();
    await press(page, '#tab-pointing');
    const box = await (await page.$('#pad')).boundingBox();
    const pointer = async (x, y) => {
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
      await booth.reach((board) => {
        const [left, top] = (board['remote.pointer'] ?? '').split(' ').map(Number);
        return Math.abs(left - x) < 0.01 && Math.abs(top - y) < 0.01;
      }, `the pointer is at ${x} ${y}`);
    };
    await pointer(0.25, 0.75);
    await pointer(0.9, 0.1);
    await page.focus('#pad');
    await page.keyboard.press('ArrowDown');
    await booth.reach((board) => Math.abs(Number(board['remote.pointer']?.split(' ')[1]) - 0.12) < 0.01, 'a key moves it');
    await close(page);
    await shows('remote.pointer', '');
  });

  it('has a form for each command, made of its usage', async () => {
    const page = await enter();
    await press(page, '#tab-more');
    const commands = await poll(async () => {
      const names = await page.$$eval('#commands form', (forms) => forms.map((form) => form.dataset.command));
      return names.length > 0 && names;
    }, 'the commands are listed');
    for (const name of ['call', 'history', 'status', 'report']) assert.ok(commands.includes(name), name);
    for (const name of ['quit', 'remote', 'next', 'mute']) assert.ok(!commands.includes(name), name);
    await page.type('form[data-command=status] input', 'capture.video.size');
    await press(page, 'form[data-command=status] button');
    await says(page, /capture\.video\.size=320x240/, '#result');
    await page.type('form[data-command=call] input', (await booth.status())['signaling.id']);
    await press(page, 'form[data-command=call] button');
    await says(page, /^That did not work: a call needs the id of another peer/);
  });

  it('keeps the code out of the address and comes back when the page is loaded again', async () => {
    const link = await newLink();
    const page = await enter(link);
    const code = link.split('#')[1];
    assert.ok(!page.url().includes(code));
    assert.ok(page.requested.every((url) => !url.split('#')[0].includes(code)));
    await page.reload();
    await reach(page, '#status-server', 'connected');
    await shows('remote.state', 'connected');
    assert.ok(!booth.lines.some((line) => line.includes(code) && !line.includes('https://')), 'no log has the code');
  });

  it('is the only one, until the code is replaced', async () => {
    const link = await newLink();
    const first = await enter(link);
    const second = await open(link);
    await isRefused(second, /^Another phone controls this booth/);
    await reach(first, '#status-server', 'connected');
    const fresh = await newLink();
    await isRefused(first, /^The booth has a new code/);
    const third = await open(link);
    await isRefused(third, /^This code is not valid/);
    await third.type('#code', fresh);
    await press(third, '#enter');
    await reach(third, '#status-server', 'connected');
    await press(third, '#tab-more');
    await press(third, '#leave');
    await isRefused(third, /^The remote control has ended/);
    await shows('remote.state', 'off');
    await isRefused(await open(fresh), /^This code is not valid/);
  });

  it('comes back by itself after its Wi-Fi was lost', async () => {
    cable = await Cable.to(booth.port);
    const link = new URL(await newLink());
    link.port = String(cable.port);
    const page = await enter(link.href);
    cable.cut();
    await reach(page, '#status-server', 'lost');
    await says(page, /^The connection to the booth is lost/);
    cable.mend();
    await reach(page, '#status-server', 'connected');
    await shows('remote.state', 'connected');
    await controls(booth, page);
  });

  it('goes on beside phones that guess, flood and send rubbish', async () => {
    const page = await enter();
    const url = `${booth.url.replace('http', 'ws')}/socket`;
    const attack = (messages, options = {}) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url, { rejectUnauthorized: false, localAddress: '127.0.0.2', ...options });
        const answers = [];
        socket.on('open', () => messages.forEach((message) => socket.send(message)));
        socket.on('message', (data) => answers.push(JSON.parse(data)));
        socket.on('error', () => {});
        socket.on('close', () => resolve(answers));
      });
    const rubbish = ['', '{', '[]', 'null', '{"do":"quit"}', '{"do":"enter","code":[]}', Buffer.alloc(100), 'x'.repeat(1 << 20)];
    for (const message of rubbish) {
      const answers = await attack([message]);
      assert.ok(answers.every(({ code }) => code === 'bad-request'), JSON.stringify(answers));
    }
    const guess = JSON.stringify({ do: 'enter', code: 'a'.repeat(26) });
    const codes = [];
    for (let guesses = 0; guesses < 15; ++guesses) codes.push((await attack([guess]))[0]?.code);
    assert.equal(codes[0], 'wrong-code');
    assert.equal(codes.at(-1), 'too-many');
    await attack(Array(500).fill(guess));
    assert.deepEqual(await attack([guess], { origin: 'https://evil.example' }), []);
    await controls(booth, page);
    await reach(page, '#status-server', 'connected');
  });

  for (const [language, title, hint] of [
    ['en', 'Remote control', /^Scan the QR code/],
    ['de', 'Fernbedienung', /^Lies den QR-Code ein/],
    ['es', 'Mando a distancia', /^Escanea el código QR/],
  ]) {
    it(`speaks ${language}, fits and is accessible in light and dark`, async () => {
      const without = await open(`${booth.url}/`, { languages: [language] });
      await says(without, hint, '#entrance:not([hidden]) p');
      assert.deepEqual(await graveFindings(without), []);
      await keepPicture(without, `${language}-entrance`);
      const page = await enter(undefined, { languages: [language] });
      assert.equal(await textOf(page, '#title'), title);
      for (const theme of ['light', 'dark']) {
        await page.select('#theme', theme);
        await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
        for (const part of ['chat', 'pointing', 'devices', 'more']) {
          await press(page, `#tab-${part}`);
          for (const where of [size, { width: 320, height: 568 }, { width: 844, height: 390 }, { width: 1280, height: 800 }]) {
            await page.setViewport(where);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${part} is too wide`);
          }
          await page.setViewport(size);
          assert.deepEqual(await graveFindings(page), [], `${part} ${theme}`);
          await keepPicture(page, `${language}-${theme}-${part}`);
        }
      }
      assert.deepEqual(page.problems, []);
    });
  }
});

describe(`a phone that controls a booth through a server in ${browserName}`, { timeout: 300_000 }, () => {
  let server, browser, booth;
  const pages = [];

  before(async () => {
    [server, browser] = await Promise.all([serveOurs(), Browser.launch(browserName)]);
    booth = await Callbooth.run(beside('../../pipelines/remote.toml'), [
      ...small,
      '--http.address=127.0.0.1',
      '--http.port=0',
      '--http.self-signed=false',
      '--plugin.remote-control.through=server',
      `--plugin.socketio-client.url=${server.url}`,
      '--plugin.socketio-client.reconnect-max=1',
    ]);
    await booth.reach((board) => board['socketio.state'] === 'ready', 'the booth is at the server');
  });
  after(async () => {
    await browser?.close();
    await booth?.stop();
    await server?.stop();
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) if (!page.isClosed()) await close(page);
  });

  const newLink = async () => {
    const from = booth.lines.length;
    booth.say('/remote new');
    return (await booth.waitFor(/(http:\/\/\S+#\w+-\w+)/, 20_000, from))[1];
  };
  const open = async (link) => {
    const page = await browser.newPage(link, size);
    pages.push(page);
    return page;
  };

  it('commands it, alone, until the code is replaced', async () => {
    const link = await newLink();
    const page = await open(link);
    await reach(page, '#status-server', 'connected');
    await controls(booth, page);
    assert.ok(!page.url().includes('#'));
    await says(await open(link), /^Another phone controls this booth/, '#entrance-reason');
    await newLink();
    await says(page, /^The booth has a new code/, '#entrance-reason');
    await page.type('#code', link);
    await press(page, '#enter');
    await reach(page, '#status-server', 'lost'); // nobody is at this address any more
    assert.deepEqual(page.problems, []);
  });

  it('comes back after the server was away', async () => {
    const page = await open(await newLink());
    await reach(page, '#status-server', 'connected');
    await server.kill();
    await reach(page, '#status-server', 'lost');
    await booth.reach((board) => board['remote.state'] === 'away', 'the booth misses the phone');
    server = await serveOurs([], server.port);
    await reach(page, '#status-server', 'connected');
    await controls(booth, page);
  });
});

/** The page mutes, and unmutes. */
async function controls(booth, page) {
  for (const [wanted, pressed] of [['on', true], ['off', false]]) {
    await press(page, '#mute-video');
    await booth.reach((board) => board['mute.video'] === wanted, `the picture is muted: ${wanted}`);
    await poll(() => page.$(`#mute-video[aria-pressed=${pressed}]`), `the page shows that: ${wanted}`);
  }
}

/** For people to look at, in the folder that SCREENSHOTS names. */
async function keepPicture(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${browserName}-${name}.png`) });
}
