// SPDX-License-Identifier: MIT
// Makes the pictures of docs/systems.md in Chromium, at the demo. Usage: system_screenshots.mjs FOLDER [SYSTEM ...]

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Browser } from '../support/browsers.mjs';
import { startDemo } from '../support/demo.mjs';
import { haveFriendlyCamera } from '../support/friendly_camera.mjs';
import { poll } from '../support/poll.mjs';
import { press, reach, says, sees } from '../support/systems.mjs';
import { Visitor } from '../support/visitor.mjs';
import { inboundStats } from '../support/webrtc.mjs';

const size = { width: 1000, height: 640 };
const maxBytes = 60_000;
const peerjs = new URL('../node_modules/peerjs/dist/peerjs.min.js', import.meta.url);

const open = (path, options = {}) => browser.newPage(`${demo.url}/${path}`, { ...size, beforehand: haveFriendlyCamera, ...options });
const enter = async (path, options) => {
  const page = await open(path, options);
  await reach(page, '#status-server', 'connected');
  return page;
};
/** By then the connection carries the picture in its full quality. */
const sharp = (page) => poll(async () => (await inboundStats(page)).framesDecoded > 120, 'the picture has become sharp', 60_000);

/** What each picture shows; each returns the page that is taken, and may leave others open. */
const systems = {
  async index() {
    return open('');
  },
  async chatroulette() {
    const visitor = new Visitor(await open('chatroulette.html'));
    await visitor.connected();
    await visitor.hears(/^Hello!/);
    await visitor.say('Hi! Who are you?');
    await visitor.hears(/^A booth/);
    await sharp(visitor.page);
    return visitor.page;
  },
  async queue() {
    const page = await enter('queue.html');
    await sharp(page);
    return page;
  },
  async feed() {
    const page = await open('feed.html');
    // The table is filled while it is open.
    const setTable = async (open) => (await page.waitForSelector('#feeds details')).evaluate((table, open) => { table.open = open; }, open);
    await setTable(true);
    await poll(() => page.$$eval('#feeds tbody tr', (rows) => rows.length >= 20), 'there is something for a chart', 60_000);
    await setTable(false);
    return page;
  },
  async chatroom() {
    const [page, other] = [await enter('chatroom.html'), await enter('chatroom.html')];
    const lines = [[page, 'Ann', 'Is anybody here?'], [other, 'Bob', 'Yes, since this morning.'], [page, 'Ann', 'Then we are two.']];
    for (const [one, name, text] of lines) {
      if (await one.$('#chat[hidden]')) await introduce(one, name);
      await one.type('#message', text);
      await one.keyboard.press('Enter');
      await says(page, new RegExp(`^${text.replace(/[?.]/g, '\\$&')}$`), '#messages .text');
    }
    return page;
  },
  async cursors() {
    const page = await enter('cursors.html');
    for (const [x, y] of [[0.25, 0.3], [0.7, 0.35], [0.45, 0.75], [0.85, 0.8]]) await point(await enter('cursors.html'), '#board', x, y);
    await point(page, '#board', 0.55, 0.5);
    await poll(() => page.$$eval('.cursor:not(.own)', (all) => all.length === 4), 'four others are there');
    return page;
  },
  async remote() {
    const page = await enter('remote.html');
    const url = await page.$eval('#address', (link) => link.href);
    await point(await enter(url.slice(demo.url.length + 1)), '#pad', 0.3, 0.4);
    await page.waitForSelector('#pointer:not([hidden])');
    return page;
  },
  peers: () => callFromList('peers-both.html'),
  simple: () => callFromList('simple-both.html'),
  async rooms() {
    const page = await enter('rooms.html');
    await press(page, '#create');
    await page.waitForSelector('#side:not([hidden]) #address[href]');
    return page;
  },
  async peerjs() {
    const page = await open('webcam.html');
    await page.evaluate(await readFile(peerjs, 'utf8'));
    await page.evaluate(beTutorial);
    await sees(page);
    await sharp(page);
    return page;
  },
  async webcam() {
    const page = await open('webcam.html', { beforehand: undefined, video: { width: 1280, height: 720, rate: 15 } });
    await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
    return page;
  },
};

async function introduce(page, name) {
  await page.waitForSelector('#enter:enabled');
  await page.type('#name', name);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#send:enabled', { visible: true });
}

async function point(page, selector, x, y) {
  await page.bringToFront();
  const { left, top, width, height } = await page.$eval(selector, (place) => place.getBoundingClientRect().toJSON());
  await page.mouse.move(left + x * width, top + y * height, { steps: 3 });
}

async function callFromList(path) {
  const [page, other] = [await enter(path), await enter(path)];
  await Promise.all([page, other].map((one) => one.waitForSelector('#others button:enabled')));
  await press(other, '#others button');
  await Promise.all([sees(page), sees(other)]);
  await sharp(page);
  return page;
}

const [folder, ...wanted] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const [demo, browser] = await Promise.all([startDemo(), Browser.launch('chromium')]);
try {
  for (const name of wanted.length > 0 ? wanted : Object.keys(systems)) await take(name);
} finally {
  await browser.close();
  await demo.stop();
}

async function take(name) {
  const before = new Set(await browser.browser.pages());
  const page = await systems[name]();
  await page.bringToFront();
  if (name !== 'cursors') await page.mouse.move(0, 0);
  for (let quality = 80, bytes = null; bytes === null || (bytes.length > maxBytes && quality > 20); quality -= 10) {
    bytes = await page.screenshot({ type: 'webp', quality });
    await writeFile(join(folder, `${name}.webp`), bytes);
  }
  console.log(join(folder, `${name}.webp`));
  for (const one of await browser.browser.pages()) if (!before.has(one)) await one.browserContext().close();
}

/** In a page: what a user of peerjs writes to meet somebody at this server. */
async function beTutorial() {
  const text = document.createElement('pre');
  const video = document.createElement('video');
  document.body.replaceChildren(text, video);
  // The policy of the server admits no style sheet.
  const look = { display: 'grid', gridTemplateColumns: '1fr 1fr', gap: '16px', alignItems: 'center', padding: '16px' };
  Object.assign(document.body.style, look);
  Object.assign(text.style, { font: '13px/1.7 monospace', whiteSpace: 'pre-wrap' });
  video.style.width = '100%';
  video.muted = true;
  const source = `const peer = new Peer({ host, path: '/signaling' });
peer.on('open', async (id) => {
  const response = await fetch('/find?id=' + id);
  const call = peer.call(await response.text(), stream);
  call.on('stream', (media) => {
    video.srcObject = media;
    video.play();
  });
});`;
  text.textContent = source;
  const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  const peer = new window.peerjs.Peer({ host: location.hostname, port: Number(location.port), path: '/signaling', config: { iceServers: [] } });
  const id = await new Promise((resolve) => peer.on('open', resolve));
  const response = await fetch(`/find?id=${id}`);
  peer.call(await response.text(), stream).on('stream', (media) => {
    video.srcObject = media;
    video.play();
  });
}
