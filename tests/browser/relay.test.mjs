// SPDX-License-Identifier: MIT
// A booth and a page that reach each other over a real TURN relay alone, in the browser that BROWSER names. Both ask our
// server for the relay and its credentials.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Browser } from '../support/browsers.mjs';
import { Callbooth } from '../support/callbooth.mjs';
import { startCoturn } from '../support/coturn.mjs';
import { browserName } from '../support/site.mjs';
import { Visitor } from '../support/visitor.mjs';

const secret = 'shared with the relay';
const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe(`over a relay, the booth and a page in ${browserName}`, { timeout: 300_000 }, () => {
  let coturn;
  let server;
  let browser;

  before(async () => {
    coturn = await startCoturn(secret);
    server = await Callbooth.serve(beside('server.toml'), [
      `--plugin.ice.turn=['${coturn.url}']`,
      `--plugin.ice.secret=${secret}`,
      '--plugin.ice.require-peer=true', // both prove who they are
    ]);
    browser = await Browser.launch(browserName);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await coturn?.stop();
  });

  it('see, hear and write to each other', async () => {
    const booth = await Callbooth.run(beside('booth.toml'), [
      `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
      `--plugin.find.url=${server.url}/find`,
      `--plugin.turn.url=${server.url}/ice`,
      '--transport.ice-transport-policy=relay',
    ]);
    try {
      await booth.reach((board) => board['turn.servers'] === '1', 'the booth knows the relay');
      const visitor = await Visitor.arrive(browser, server.url, { overrides: { iceTransportPolicy: 'relay' } });
      await visitor.connected();
      await visitor.sees('320x240');
      await visitor.listens();
      await booth.reach((board) => board['call.video.received.size'] === '320x240', 'the booth decodes the page');
      booth.say('over the relay');
      await visitor.hears('over the relay');
      const found = await visitor.page.evaluate(routes);
      assert.ok(found.length > 0);
      for (const ends of found) assert.deepEqual(ends, ['relay', 'relay']);
      assert.doesNotMatch([...booth.lines, ...server.lines].join('\n'), new RegExp(secret));
    } finally {
      await booth.stop();
    }
  });
});

/** The kinds of both candidates of each connection. */
async function routes() {
  const found = [];
  for (const connection of window.rtcConnections) {
    if (!['connected', 'completed'].includes(connection.iceConnectionState)) continue;
    const report = await connection.getStats();
    for (const pair of report.values()) {
      if (pair.type !== 'candidate-pair' || !pair.nominated || pair.state !== 'succeeded') continue;
      found.push([pair.localCandidateId, pair.remoteCandidateId].map((id) => report.get(id).candidateType));
    }
  }
  return found;
}
