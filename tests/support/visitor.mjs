// SPDX-License-Identifier: MIT

import { poll } from './poll.mjs';
import { inboundStats } from './webrtc.mjs';

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

/** A person in front of our page. */
export class Visitor {
  static async arrive(browser, url, options) {
    return new Visitor(await browser.newPage(url, options));
  }

  constructor(page) {
    this.page = page;
  }

  /** `connected` and so on, of `signaling`, `data` or `media`. */
  state(what) {
    return this.page.$eval(`#status-${what}`, (place) => place.dataset.state);
  }

  /** Our id at the server. */
  id() {
    return this.page.$eval('#status-signaling', (place) => place.title);
  }

  reach(what, state, timeout) {
    return poll(async () => (await this.state(what)) === state, `${what} is ${state}`, timeout);
  }

  async connected(timeout = 60_000) {
    await this.reach('media', 'connected', timeout);
    await this.reach('data', 'connected', timeout);
  }

  text(selector) {
    return this.page.$eval(selector, (place) => place.textContent);
  }

  async say(text) {
    await this.page.type('#message', text);
    await this.page.keyboard.press('Enter');
  }

  /** `[{author: 'me' | 'partner', text}]` */
  messages() {
    return this.page.$$eval('#messages li:has(.text)', (items) =>
      items.map((item) => ({ author: item.className, text: item.querySelector('.text').textContent })),
    );
  }

  /** A text, or a pattern of one. */
  hears(text, timeout) {
    const fits = (heard) => (text instanceof RegExp ? text.test(heard) : heard === text);
    const said = ({ author, text: heard }) => author === 'partner' && fits(heard);
    return poll(async () => (await this.messages()).some(said), `the page shows "${text}" of its partner`, timeout);
  }

  /** The values of #camera or #microphone, once they are listed: Firefox does that only for the page in front. */
  async devices(select) {
    await this.page.bringToFront();
    await this.page.waitForSelector(`${select}:enabled`);
    return this.page.$$eval(`${select} option`, (options) => options.map((option) => option.value));
  }

  next() {
    return this.page.click('#next');
  }

  /** Presses Next, and waits until this page has another call. */
  async anotherCall(cause = () => this.next()) {
    const before = await this.connectionsMade();
    await cause();
    await poll(async () => (await this.connectionsMade()) > before, 'the page begins another call', 60_000);
    await this.connected();
  }

  /** Since the page was opened. */
  connectionsMade() {
    return this.page.evaluate(() => window.rtcConnections.length);
  }

  inbound() {
    return inboundStats(this.page);
  }

  /** Frames of `size` ("320x240") are decoded now, and go on being decoded; returns the statistics. */
  async sees(size, timeout = 60_000) {
    const first = await poll(
      async () => {
        const stats = await this.inbound();
        return `${stats.frameWidth}x${stats.frameHeight}` === size && stats.framesDecoded > 0 && stats;
      },
      `the page decodes ${size}`,
      timeout,
    );
    const grown = async () => {
      const stats = await this.inbound();
      return stats.framesDecoded >= first.framesDecoded + 10 && stats;
    };
    return poll(grown, 'decoded frames grow', timeout);
  }

  async listens(timeout = 60_000) {
    const before = (await this.inbound()).totalAudioEnergy;
    await poll(async () => (await this.inbound()).totalAudioEnergy > before, 'audio energy grows', timeout);
  }

  /** The payloads of all messages of this type that went to the signaling server. */
  async said(type) {
    const sent = await this.page.evaluate(() => window.sockets.flatMap((socket) => socket.sent));
    return sent.map((text) => JSON.parse(text)).filter((message) => message.type === type).map(({ payload }) => payload);
  }

  /** Plays a message of the signaling server. */
  serverSays(message) {
    return this.page.evaluate((text) => window.sockets.at(-1).onmessage({ data: text }), JSON.stringify(message));
  }

  leave() {
    return this.page.browserContext().close();
  }
}
