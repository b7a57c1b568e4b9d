// SPDX-License-Identifier: MIT
// The credentials that the server hands out, at a real coturn.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { startCoturn } from '../support/coturn.mjs';
import { allocate } from '../support/turn.mjs';

const secret = 'shared between two servers';

describe('the credentials of the server', { timeout: 120_000 }, () => {
  let coturn;
  let server;
  before(async () => {
    coturn = await startCoturn(secret);
    server = await Callbooth.serve(
      fileURLToPath(new URL('ice.toml', import.meta.url)),
      [`--plugin.ice.turn=['${coturn.url}']`],
      { env: { TURN_SECRET: secret } },
    );
  });
  after(async () => {
    await coturn?.stop();
    assert.equal((await server.stop()).code, 0, server.report());
    assert.doesNotMatch(server.lines.join('\n'), new RegExp(secret));
  });

  const handedOut = async (id) => {
    const response = await fetch(`${server.url}/ice?id=${id}`);
    assert.equal(response.status, 200);
    return (await response.json()).iceServers[0];
  };

  it('open a relay', async () => {
    const turn = await handedOut('visitor');
    assert.deepEqual(turn.urls, [coturn.url]);
    assert.match(turn.username, /^\d+:visitor$/);
    const { port, error } = await allocate(coturn, turn);
    assert.equal(error, undefined);
    assert.ok(port > 0);
  });

  it('are good for nobody else', async () => {
    const turn = await handedOut('visitor');
    assert.equal((await allocate(coturn, { ...turn, username: `${turn.username}2` })).error, 401);
    assert.equal((await allocate(coturn, { ...turn, credential: 'guess' })).error, 401);
  });

  it('are good for nothing when they have expired', async () => {
    const username = `${Math.floor(Date.now() / 1000) - 10}:visitor`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    assert.equal((await allocate(coturn, { username, credential })).error, 401);
  });
});
