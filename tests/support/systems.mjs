// SPDX-License-Identifier: MIT
// The pages of the systems in the browser that BROWSER names, at our server or, with SERVER=npm, at npm's socket.io.

import { after, afterEach, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Browser } from './browsers.mjs';
import { Callbooth } from './callbooth.mjs';
import { startNpmServer } from './npm_server.mjs';
import { poll } from './poll.mjs';
import { browserName } from './site.mjs';
import { inboundStats } from './webrtc.mjs';

export const isNpm = process.env.SERVER === 'npm';
const file = fileURLToPath(new URL('../../pipelines/systems.toml', import.meta.url));
const npmScript = fileURLToPath(new URL('../browser/systems_site.mjs', import.meta.url));

// A feed needs a service; at this port is none.
const feed = ['--plugin.feed.url=ws://127.0.0.1:1', "--plugin.feed.values=['price: data.price']", '--plugin.feed.path=/feed'];

/** Our server with all systems and their pages. */
export function serveOurs(overrides = [], port = 0) {
  return Callbooth.serve(file, [...feed, ...overrides], { port });
}

/** The server with all systems but the one named `missing`, where there is one. */
async function serve(port = 0, missing, overrides = []) {
  if (!isNpm) return serveOurs([...(missing ? [`--plugin.${missing}.namespace=/elsewhere`] : []), ...overrides], port);
  const all = ['queue', 'chatroom', 'cursors', 'remote', 'peers', 'signal'];
  const wanted = all.filter((name) => name !== missing);
  const server = await startNpmServer(npmScript, process.env.CALLBOOTH_WEB_ROOT, port, wanted.join(','));
  return { ...server, port: Number(new URL(server.url).port) };
}

/** The server and the browser while the tests of the surrounding `describe` run. Windows are closed after each. */
export class Systems {
  #pages = [];

  /** `overrides` are of our server alone. */
  constructor(missing, overrides = []) {
    this.overrides = overrides;
    before(async () => {
      [this.server, this.browser] = await Promise.all([serve(0, missing, overrides), Browser.launch(browserName)]);
    });
    after(async () => {
      await this.browser?.close();
      await this.server?.stop();
    });
    afterEach(async () => {
      for (const page of this.#pages.splice(0)) if (!page.isClosed()) await page.browserContext().close();
    });
  }

  get url() {
    return this.server.url;
  }

  /** `path` may be a whole address, of another server. */
  open = async (path, options) => {
    const page = await this.browser.newPage(new URL(path, this.url).href, options);
    this.#pages.push(page);
    return page;
  };

  /** A window whose page is at the server. */
  enter = async (path, options) => {
    const page = await this.open(path, options);
    await reach(page, '#status-server', 'connected');
    return page;
  };

  /** Nothing is left of the server, until `comeBack`. */
  async goAway() {
    await (isNpm ? this.server.stop() : this.server.kill());
  }

  async comeBack() {
    this.server = await serve(this.server.port, undefined, this.overrides);
  }
}

export function close(page) {
  return page.browserContext().close();
}

export function textOf(page, selector) {
  return page.$eval(selector, (place) => place.textContent);
}

/** Waits until a status has this state. */
export function reach(page, selector, state, timeout = 60_000) {
  const now = () => page.$eval(selector, (place) => place.dataset.state);
  return poll(async () => (await now()) === state, `${selector} of ${page.url()} is ${state}`, timeout);
}

/** Waits until the text of a place, or of a notice without a selector, matches. */
export function says(page, pattern, selector = '#notice:not([hidden]) #notice-text', timeout = 30_000) {
  const texts = () => page.$$eval(selector, (places) => places.map((place) => place.textContent));
  return poll(async () => (await texts()).some((text) => pattern.test(text)), `${page.url()} says ${pattern}`, timeout);
}

/** Frames are decoded now, and go on being decoded. */
export async function sees(page) {
  const decoded = async () => (await inboundStats(page)).framesDecoded;
  const first = await poll(decoded, `${page.url()} decodes a picture`, 60_000);
  await poll(async () => (await decoded()) >= first + 10, `${page.url()} goes on decoding`, 60_000);
}

/** Sound arrives. */
export async function hears(page) {
  const energy = async () => (await inboundStats(page)).totalAudioEnergy;
  const before = await energy();
  await poll(async () => (await energy()) > before, `${page.url()} hears something`, 60_000);
}

/** What a button does, whatever lies over it. */
export function press(page, selector) {
  return page.$eval(selector, (button) => button.click());
}
