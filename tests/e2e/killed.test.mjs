// SPDX-License-Identifier: MIT
// A partner whose process is killed says nothing any more; it is noticed.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe('a booth whose partner is killed', { timeout: 300_000 }, () => {
  let server;

  before(async () => {
    server = await Callbooth.serve(beside('server.toml'));
  });
  after(() => server?.stop());

  const noticed = async (file, partnersId, t) => {
    const enter = (id) =>
      Callbooth.run(beside(file), [
        `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
        `--plugin.peerjs.id=${id}`,
        '--plugin.find.url=http://127.0.0.1:1/find', // they call by id
      ]);
    const booth = await enter(`${partnersId}s-friend`);
    const partner = await enter(partnersId);
    await partner.reach((board) => board['signaling.state'] === 'ready', 'the partner can be called');
    await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth can call');
    booth.say(`/call ${partnersId}`);
    await booth.reach((board) => board['call.state'] === 'connected', 'the call is connected');
    await partner.kill();
    const killed = performance.now();
    const board = await booth.reach((now) => now['call.last-end'], 'the end is noticed', 200_000);
    t.diagnostic(`noticed after ${Math.round(performance.now() - killed)} ms`);
    assert.equal(board['call.last-end'], 'remote-gone');
    assert.equal((await booth.stop()).code, 0, booth.report());
  };

  it('notices by the silence of picture and sound', (t) => noticed('../browser/booth.toml', 'seen', t));

  // Without media there is only ICE, whose checks are seldom.
  it('notices in a call of text alone', (t) => noticed('../../pipelines/chat.toml', 'read', t));
});
