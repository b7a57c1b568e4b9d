// SPDX-License-Identifier: MIT
// Real browsers with fake cameras and microphones.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

import { Pulse } from './pulse.mjs';
import { instrument } from './webrtc.mjs';

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-audio-output',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // The second of them measures depths, which no call can carry.
  '--use-fake-device-for-media-stream=device-count=3',
  '--autoplay-policy=no-user-gesture-required',
];

const firefoxPreferences = {
  'media.navigator.streams.fake': true,
  // Its WebDriver cannot set this permission for one page, so `devices: 'denied'` is played there.
  'media.navigator.permission.disabled': true,
  'media.getusermedia.insecure.enabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.autoplay.default': 0,
  'dom.min_background_timeout_value': 4,
};

const deniedDevices = { audio: 'NotAllowedError', video: 'NotAllowedError' };
const smallVideo = { width: 320, height: 240, rate: 15 };

const launchers = {
  chromium: (profile) => ({
    browser: 'chrome',
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: chromiumArguments,
    userDataDir: profile,
    timeout: 60_000,
    protocolTimeout: 120_000,
  }),
  firefox: (profile) => ({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    extraPrefsFirefox: firefoxPreferences,
    userDataDir: profile,
    timeout: 180_000,
    protocolTimeout: 180_000,
  }),
};

/** Puppeteer turns the screen along with setting its size, which Firefox ESR 140 does not know yet. */
function tolerateUnknownCommands(page) {
  const setViewport = page.setViewport.bind(page);
  page.setViewport = (size) =>
    setViewport(size).catch((error) => {
      if (!error.message.includes('unknown command')) throw error;
    });
}

/** One browser with a profile of its own. Launch one a suite: it is slow. */
export class Browser {
  static async launch(name) {
    const profile = await mkdtemp(join(tmpdir(), `callbooth-${name}-`));
    const pulse = name === 'firefox' ? await Pulse.start() : null;
    const env = { ...process.env, ...(pulse && { PULSE_SERVER: pulse.server }) };
    try {
      const browser = await puppeteer.launch({ headless: true, acceptInsecureCerts: true, env, ...launchers[name](profile) });
      return new Browser(name, browser, profile, pulse);
    } catch (error) {
      await pulse?.stop();
      throw error;
    }
  }

  constructor(name, browser, profile, pulse) {
    this.name = name;
    this.browser = browser;
    this.profile = profile;
    this.pulse = pulse;
  }

  get pid() {
    return this.browser.process().pid;
  }

  /** A page at `url` with storage of its own; `devices` may be 'denied', or the name of an error for each kind: `{audio:
      'NotReadableError'}`. The page's `window.refusals` are those, and may be changed. `overrides` is part of every
      RTCConfiguration, `choices` are what the page remembers, `beforehand` runs before its scripts. `page.problems` collects
      what those complain about, `page.requested` the addresses that it asked for. */
  async newPage(
    url,
    {
      width = 1000,
      height = 700,
      video = smallVideo,
      devices = 'granted',
      languages = ['en-US', 'en'],
      overrides = {},
      choices = {},
      beforehand,
    } = {},
  ) {
    const context = await this.browser.createBrowserContext();
    const chromium = this.name === 'chromium';
    for (const name of chromium ? ['camera', 'microphone'] : []) {
      const state = devices === 'denied' ? 'denied' : 'granted';
      await context.setPermission(new URL(url).origin, { permission: { name }, state });
    }
    const page = await context.newPage();
    if (!chromium) tolerateUnknownCommands(page);
    await page.setViewport({ width, height });
    const refusals = typeof devices === 'object' ? devices : !chromium && devices === 'denied' ? deniedDevices : {};
    await page.evaluateOnNewDocument(instrument, { video, refusals, languages, overrides, choices });
    if (beforehand) await page.evaluateOnNewDocument(beforehand);
    page.problems = [];
    page.requested = [];
    page.on('console', (message) => {
      // That nobody waits is a 404, which Chromium reports as an error.
      const expected = message.location().url?.includes('/find?');
      if (message.type() === 'error' && !expected) page.problems.push(message.text());
    });
    page.on('pageerror', (error) => page.problems.push(String(error)));
    page.on('request', (request) => page.requested.push(request.url()));
    await page.goto(url);
    return page;
  }

  /** All its processes stand still until `thaw`: nothing is sent and nothing is heard. */
  freeze() {
    process.kill(-this.pid, 'SIGSTOP');
  }

  thaw() {
    process.kill(-this.pid, 'SIGCONT');
  }

  /** As if the power failed: the whole process tree, with no chance to say goodbye. */
  async kill() {
    const exited = new Promise((resolve) => this.browser.process().once('exit', resolve));
    process.kill(-this.pid, 'SIGKILL');
    await exited;
    await this.#cleanUp();
  }

  async close() {
    await this.browser.close();
    await this.#cleanUp();
  }

  async #cleanUp() {
    await this.pulse?.stop();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
