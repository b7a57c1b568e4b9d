// SPDX-License-Identifier: MIT
// The server with a certificate that it made itself: a page over https and a booth over wss, in the browser that BROWSER
// names. The browser is told to accept the certificate, the booth is given it.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { browserName } from '../support/site.mjs';
import { Visitor } from '../support/visitor.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe(`over https, the booth and a page in ${browserName}`, { timeout: 300_000 }, () => {
  let folder;
  let server;
  let browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callbooth-tls-'));
    server = await Callbooth.serve(beside('server.toml'), ['--http.self-signed=true'], { env: { STATE_DIRECTORY: folder } });
    browser = await Browser.launch(browserName);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  it('see each other and write to each other', async () => {
    const trusted = ['peerjs', 'find'].map((plugin) => `--plugin.${plugin}.ca-file=${folder}/tls/certificate.pem`);
    const booth = await Callbooth.run(beside('booth.toml'), [
      `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
      `--plugin.find.url=${server.url}/find`,
      ...trusted,
    ]);
    try {
      const visitor = await Visitor.arrive(browser, server.url);
      assert.equal(await visitor.page.evaluate(() => window.isSecureContext), true);
      await visitor.connected();
      await visitor.sees('320x240');
      await booth.reach((board) => board['call.video.received.size'] === '320x240', 'the booth decodes the page');
      booth.say('over TLS');
      await visitor.hears('over TLS');
      assert.deepEqual(visitor.page.problems, []);
    } finally {
      await booth.stop();
    }
  });
});
