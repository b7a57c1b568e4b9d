// SPDX-License-Identifier: MIT
// A byte array through BinaryPack, from a stock peerjs page to the booth and back, beside page to page in the same browser.
// Seconds, the booth's greatest memory, and processor seconds of the booth and of all of Chromium.
// Usage: CALLBOOTH=... CALLBOOTH_PLUGIN_PATH=... node tests/bench/transfer.mjs [MEGABYTES]

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { Control } from '../support/control.mjs';
import { startNpmServer } from '../support/npm_server.mjs';
import { peerjsPage } from '../support/peerjs_page.mjs';
import { poll } from '../support/poll.mjs';

const size = Number(process.argv[2] ?? 100) * 1_000_000;
const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const options = { path: '/of/ours', key: 'other' };
/** Of the server's answers the one that is a page, without a Content-Security-Policy. */
const blank = `${options.path}/${options.key}/id`;

const stat = async (pid) => (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).split(') ')[1]?.split(' ');
/** Processor seconds of a process and its descendants. */
const cpu = async (root) => {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const all = new Map(await Promise.all(pids.map(async (pid) => [Number(pid), await stat(pid)])));
  const belongs = (pid) => pid === root || (all.get(pid) && Number(all.get(pid)[1]) > 1 && belongs(Number(all.get(pid)[1])));
  const ticks = [...all].filter(([pid, fields]) => fields && belongs(pid)).map(([, fields]) => Number(fields[11]) + Number(fields[12]));
  return ticks.reduce((sum, each) => sum + each, 0) / 100;
};

const folder = await mkdtemp(join(tmpdir(), 'callbooth-transfer-'));
const server = await startNpmServer(beside('../conformance/npm_peer.mjs'), JSON.stringify(options));
const browser = await Browser.launch('chromium');
const booth = await Callbooth.run(
  beside('../browser/peerjs.toml'),
  [
    `--plugin.peerjs.url=${server.url.replace('http', 'ws')}${options.path}`,
    `--plugin.control.path=${join(folder, 'control')}`,
    '--plugin.control.max-file=1000',
  ],
  { ready: /ready as the booth_1/ },
);
const memory = async () => Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${booth.pid}/status`, 'utf8'))[1]) / 1024;
const measure = async (what, transfer) => {
  await writeFile(`/proc/${booth.pid}/clear_refs`, '5');
  const [beforeMemory, beforeBooth, beforeBrowser, begun] = [await memory(), await cpu(booth.pid), await cpu(browser.pid), performance.now()];
  await transfer();
  const seconds = (performance.now() - begun) / 1000;
  const figures = [await memory(), beforeMemory, (await cpu(booth.pid)) - beforeBooth, (await cpu(browser.pid)) - beforeBrowser];
  const [most, before, ofBooth, ofBrowser] = figures.map((each) => each.toFixed(1));
  console.log(`| ${what} | ${seconds.toFixed(1)} | ${(size / 1e6 / seconds).toFixed(1)} | ${before} to ${most} | ${ofBooth} | ${ofBrowser} |`);
};
const arrives = (page, label, count = 1) =>
  poll(async () => (await page.app('state', label)).got?.filter((each) => each.size === size).length === count, `${label} arrives`, 300_000);
const opens = (page, label) => poll(async () => (await page.app('state', label)).open, `${label} opens`);

try {
  const page = await peerjsPage(browser, server.url + blank, 'peerjs', options, 'one');
  const other = await peerjsPage(browser, server.url + blank, 'peerjs', options, 'two');
  const control = await Control.connect(join(folder, 'control'));
  await control.ask('receive-files', { folder });
  console.log(`| ${size / 1e6} MB | s | MB/s | booth, MB resident | booth, CPU s | Chromium, CPU s |\n|---|---|---|---|---|---|`);

  const how = { serialization: 'binary', reliable: true };
  await page.app('connect', 'two', 'pages', how);
  await opens(other, 'pages');
  await opens(page, 'pages');
  await measure('page to page', async () => {
    await page.app('sendMany', 'pages', size);
    await arrives(other, 'pages');
  });
  await page.app('close', 'pages');

  await page.app('connect', 'the booth_1', 'file', { ...how, metadata: { file: 'large.bin' } });
  await opens(page, 'file');
  await measure('page to booth, into a file', async () => {
    await page.app('sendMany', 'file', size);
    await control.event('file-received', {}, 300_000);
  });
  const path = join(folder, 'back.bin');
  await writeFile(path, randomBytes(size));
  const { channel } = await control.ask('open', { label: 'back', protocol: 'binary' });
  await control.event('channel-opened', { channel });
  await measure('booth to page, from a file', async () => {
    await control.ask('send-file', { path, channel });
    await arrives(page, 'back');
  });
  control.leave();
} finally {
  await browser.close();
  await booth.stop();
  server.stop();
  await rm(folder, { recursive: true, force: true });
}
