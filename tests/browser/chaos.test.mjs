// SPDX-License-Identifier: MIT
// A booth among a partner booth, a page and a server that come and go at random, over signaling that loses, delays and
// doubles messages. CHAOS_SEED repeats a run's choices, CHAOS_SECONDS says how long it lasts.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { BadWire, randomNumbers } from '../support/bad_wire.mjs';
import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';
import { Visitor } from '../support/visitor.mjs';

const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
const seconds = Number(process.env.CHAOS_SECONDS ?? 45);
const roundSeconds = 12;
const patience = 90_000;
const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The small world around the booth that must survive. */
class World {
  random = randomNumbers(seed);
  counts = {};

  async create() {
    this.server = await this.#startServer(0);
    this.wire = await BadWire.open(() => `ws://127.0.0.1:${this.server.port}`, this.random);
    this.browser = await Browser.launch('chromium');
    this.booth = await this.#startBooth();
    this.partner = await this.#startBooth();
    await this.#openPage();
  }

  async destroy() {
    await this.browser?.close();
    for (const program of [this.booth, this.partner, this.server]) await program?.kill();
    this.wire?.close();
  }

  #startServer(port) {
    return Callbooth.serve(beside('server.toml'), ['--plugin.peerserver.discovery=true', '--plugin.metrics.path=/metrics'], { port });
  }

  #startBooth() {
    return Callbooth.run(beside('booth.toml'), [
      `--plugin.peerjs.url=${this.wire.url}/signaling`,
      `--plugin.find.url=http://127.0.0.1:${this.server.port}/find`,
      '--call.connect-timeout=5',
      '--call.silence=4',
    ]);
  }

  async #openPage() {
    this.visitor = await Visitor.arrive(this.browser, this.server.url);
  }

  happenings = {
    'the server is killed and comes back': async () => {
      await this.server.kill();
      await sleep(this.random() * 1500);
      this.server = await this.#startServer(this.server.port);
    },
    'the partner is killed and another one comes': async () => {
      await this.partner.kill();
      this.partner = await this.#startBooth();
    },
    'the page is closed and opened again': async () => {
      await this.visitor.leave();
      await this.#openPage();
    },
    'the browser is killed and another one comes': async () => {
      await this.browser.kill();
      this.browser = await Browser.launch('chromium');
      await this.#openPage();
    },
    'next from the booth': () => this.booth.say('/next'),
    'next from the partner': () => this.partner.say('/next'),
    'next from the page': () => this.visitor.next().catch(() => {}), // the button is off without a partner
  };

  async shake() {
    const names = Object.keys(this.happenings);
    const name = names[Math.floor(this.random() * names.length)];
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    await this.happenings[name]();
    await sleep(this.random() * 2500);
  }

  /** What each knows of itself: its id, its partner, and whether that one can be seen. */
  async #views() {
    const views = [];
    for (const booth of [this.booth, this.partner]) {
      const board = await booth.status();
      views.push({
        id: board['signaling.state'] === 'ready' && board['signaling.id'],
        peer: board['call.peer'],
        together: board['call.state'] === 'connected' && Number(board['call.video.received.frames']) > 0,
        searching: board['matchmaking.state'] === 'searching',
      });
    }
    return views;
  }

  /** The server's number of that name, over all its labels. */
  async #number(name) {
    const text = await (await fetch(`${this.server.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    assert.notEqual(lines.length, 0, `the server has ${name}`);
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** Two are together and one looks for somebody, all are at the server, and nobody else is. */
  async #isAtPeace() {
    const views = await this.#views();
    const page = { id: await this.visitor.id(), media: await this.visitor.state('media') };
    const settled = views.every((view) => (view.together ? !view.searching : view.searching && !view.peer));
    const inCall = views.filter((view) => view.together);
    const pairs = inCall.length === 2 ? views[0].peer === views[1].id && views[1].peer === views[0].id : inCall[0]?.peer === page.id;
    const pageFits = page.media === (inCall.length === 1 ? 'connected' : 'none');
    const response = await fetch(`${this.server.url}/signaling/peerjs/peers`);
    const known = (await response.json()).sort();
    const here = [...views.map((view) => view.id), page.id].sort();
    const agreed = JSON.stringify(known) === JSON.stringify(here);
    const counted = { peers: await this.#number('callbooth_signaling_peers'), waiting: await this.#number('callbooth_waiting') };
    const countersFit = counted.peers === 3 && counted.waiting === 1;
    this.seen = { views, page, known, counted };
    return settled && pairs && pageFits && agreed && countersFit;
  }

  async #areTogether() {
    const [one, other] = await this.#views();
    return one.together && other.together && one.peer === other.id && other.peer === one.id;
  }

  /** How many calls the booths have had, and how many pairs the server has made. */
  async #tally() {
    const [booth, partner] = await Promise.all([this.booth, this.partner].map((each) => each.status()));
    return [Number(booth['booth.calls']), Number(partner['booth.calls']), await this.#number('callbooth_pairs_total')];
  }

  /** After all that happened a call counts once, at both booths and at the server. */
  async countTogether(calls) {
    await this.visitor.leave();
    await poll(() => this.#areTogether(), 'the booths are together', patience);
    const before = await this.#tally();
    for (let done = 1; done <= calls; ++done) {
      (done % 2 ? this.booth : this.partner).say('/next');
      const another = async () => (await this.#tally()).every((number, i) => number >= before[i] + done);
      await poll(async () => (await another()) && (await this.#areTogether()), `${done} more calls`, patience);
    }
    assert.deepEqual(await this.#tally(), before.map((number) => number + calls));
  }

  async quieten() {
    this.wire.bad = false;
    await poll(() => this.#isAtPeace(), 'two are together and the third one searches', patience).catch((error) => {
      throw new Error(`${error.message}\n${JSON.stringify(this.seen, null, 1)}\n${this.booth.report(60)}\n${this.partner.report(60)}`);
    });
  }
}

it(`a booth lives through chaos (CHAOS_SEED=${seed})`, { timeout: (seconds + 400) * 1000 }, async (t) => {
  const world = new World();
  try {
    await world.create();
    await world.quieten();
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      world.wire.bad = true;
      const roundEnd = performance.now() + roundSeconds * 1000;
      while (performance.now() < roundEnd) await world.shake();
      await world.quieten();
    }
    await world.countTogether(5);
    const board = await world.booth.status();
    assert.equal(board['capture.starts'], '1');
    assert.equal(world.booth.lines.find((line) => /CRITICAL|assertion/i.test(line)), undefined);
    assert.equal((await world.booth.stop()).code, 0, world.booth.report());
    t.diagnostic(`${board['booth.calls']} calls; ${JSON.stringify(world.counts)}; messages ${JSON.stringify(world.wire.counts)}`);
  } finally {
    await world.destroy();
  }
});
