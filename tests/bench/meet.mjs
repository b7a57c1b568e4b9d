// SPDX-License-Identifier: MIT
// How long it takes from "matched" to the first decoded frame, on both sides, and what a booth in a call weighs.
// Usage: CALLBOOTH=... CALLBOOTH_PLUGIN_PATH=... CALLBOOTH_WEB_ROOT=... node tests/bench/meet.mjs [ROUNDS]

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { Visitor } from '../support/visitor.mjs';

const rounds = Number(process.argv[2] ?? 10);
const pipeline = (file) => fileURLToPath(new URL(`../browser/${file}`, import.meta.url));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (what, values) =>
  console.log(`${what}: median ${Math.round(median(values))} ms of ${values.map((v) => Math.round(v)).join(' ')}`);

/** Runs in the page: from the next connection that it makes to the first picture on the screen. */
const firstPicture = () =>
  new Promise((resolve) => {
    const known = window.rtcConnections.length;
    const video = document.querySelector('#partner-video');
    const look = () => {
      if (window.rtcConnections.length === known) return setTimeout(look, 2);
      const matched = performance.now();
      video.requestVideoFrameCallback(() => resolve(performance.now() - matched));
    };
    look();
  });

const server = await Callbooth.serve(pipeline('server.toml'));
const browser = await Browser.launch('chromium');
const booth = await Callbooth.run(pipeline('booth.toml'), [
  `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
  `--plugin.find.url=${server.url}/find`,
]);
const weigh = async (when) => {
  const status = await readFile(`/proc/${booth.pid}/status`, 'utf8');
  console.log(`${when}: ${/VmRSS:\s+(.*)/.exec(status)[1]} resident, ${/Threads:\s+(.*)/.exec(status)[1]} threads`);
};
try {
  const visitor = await Visitor.arrive(browser, server.url);
  await visitor.connected();
  await weigh('booth in its first call');
  const [inPage, inBooth] = [[], []];
  for (let round = 0; round < rounds; ++round) {
    const calls = Number((await booth.status())['booth.calls']);
    const picture = visitor.page.evaluate(firstPicture);
    await visitor.next();
    inPage.push(await picture);
    const board = await booth.reach(
      (now) => Number(now['booth.calls']) > calls && now['call.video.received.first-ms'],
      'the booth decodes',
    );
    inBooth.push(Number(board['call.video.received.first-ms']));
  }
  show('page, matched to first picture shown', inPage);
  show('booth, matched to first picture decoded', inBooth);
  await weigh(`booth in call ${rounds + 1}`);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await weigh('the same, when the calls before have been torn down');
} finally {
  await browser.close();
  await booth.stop();
  await server.stop();
}
