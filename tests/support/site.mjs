// SPDX-License-Identifier: MIT

import { after, afterEach, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Browser } from './browsers.mjs';
import { Callbooth } from './callbooth.mjs';
import { callAsStranger } from './stranger.mjs';
import { Visitor } from './visitor.mjs';

export const browserName = process.env.BROWSER ?? 'chromium';
const serverFile = fileURLToPath(new URL('../browser/server.toml', import.meta.url));

/** Our server with its page, and the browser that BROWSER names, while the tests of the surrounding `describe` run.
    Whoever came leaves at the end of the test. Visitors have the `sizes` of windows in turn. */
export class Site {
  #pages = [];
  #arrivals = 0;

  constructor(sizes = [{}]) {
    this.sizes = sizes;
    before(async () => {
      [, this.browser] = await Promise.all([this.startServer(), Browser.launch(browserName)]);
    });
    after(async () => {
      await this.browser?.close();
      await this.server?.stop();
    });
    afterEach(async () => {
      for (const page of this.#pages.splice(0)) {
        if (!page.isClosed()) await page.browserContext().close();
      }
    });
  }

  get url() {
    return this.server.url;
  }

  async startServer(port) {
    this.server = await Callbooth.serve(serverFile, [], { port });
  }

  /** At the same place, after `server.kill()`. */
  restartServer() {
    return this.startServer(this.server.port);
  }

  arrive = async (options) => {
    const size = this.sizes[this.#arrivals++ % this.sizes.length];
    const visitor = await Visitor.arrive(this.browser, this.url, { ...size, ...options });
    this.#pages.push(visitor.page);
    return visitor;
  };

  /** Two who are connected. The options are those of the first, whose page is in front. */
  meet = async (options) => {
    const pair = [await this.arrive(options), await this.arrive()];
    for (const visitor of pair) await visitor.connected();
    await pair[0].page.bringToFront();
    return pair;
  };

  /** A page of nothing but peerjs, which calls the one with this id. */
  callAsStranger = async (id) => {
    const page = await callAsStranger(this.browser, this.url, id);
    this.#pages.push(page);
    return page;
  };
}
