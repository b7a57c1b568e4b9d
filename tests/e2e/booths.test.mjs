// SPDX-License-Identifier: MIT
// Native booths and our server, each a process of its own.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe('two booths and our server', { timeout: 400_000 }, () => {
  let server;
  let booths = [];

  const enter = async (...overrides) => {
    const addresses = [
      `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
      `--plugin.find.url=${server.url}/find`,
    ];
    const booth = await Callbooth.run(beside('../browser/booth.toml'), [...addresses, ...overrides]);
    booths.push(booth);
    return booth;
  };
  const decodes = (board) =>
    Number(board['call.video.received.frames']) > 10 &&
    board['call.video.received.size'] === '320x240' &&
    Number(board['call.audio.received.level']) > -50;
  const together = async () => {
    for (const booth of booths) await booth.reach(decodes, 'the booth decodes picture and sound');
  };
  const idOf = async (booth) =>
    (await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is at the server'))['signaling.id'];
  const callsOf = async (booth) => Number((await booth.status())['booth.calls']);

  before(async () => {
    server = await Callbooth.serve(beside('server.toml'));
  });
  after(() => server?.stop());
  afterEach(async () => {
    const left = booths;
    booths = [];
    for (const booth of left) assert.equal((await booth.stop()).code, 0, booth.report());
  });

  it('find, see, hear and write to each other', async () => {
    const [a, b] = [await enter(), await enter()];
    await together();
    a.say('from a, with "quotes" and ü');
    await b.waitFor(/from a, with "quotes" and ü/);
    b.say('from b');
    await a.waitFor(/from b/);
  });

  for (const serialization of ['raw', 'binary']) {
    it(`write to each other in the ${serialization} serialization`, async () => {
      const choice = `--plugin.chat.serialization=${serialization}`;
      const [a, b] = [await enter(choice), await enter(choice)];
      await together();
      a.say('one way');
      await b.waitFor(/one way/);
      b.say('and back');
      await a.waitFor(/and back/);
    });
  }

  it('meet again after next, without starting the camera again', async () => {
    const [a, b] = [await enter(), await enter()];
    await together();
    const before = await callsOf(b);
    a.say('/next');
    await b.reach((board) => Number(board['booth.calls']) > before && decodes(board), 'b is in another call');
    await together();
    for (const booth of [a, b]) assert.equal((await booth.status())['capture.starts'], '1');
  });

  it('call each other by id, hang up, and say why a call ended', async () => {
    const [a, b] = [await enter(), await enter()];
    for (const booth of booths) booth.say('/pause');
    await together().catch(() => {}); // they may have met before they paused
    a.say('/hangup');
    await a.reach((board) => !('call.peer' in board), 'a is alone');
    await b.reach((board) => !('call.peer' in board), 'b is alone');
    a.say(`/call ${await idOf(b)}`);
    await together();
    b.say('/hangup');
    const board = await a.reach((now) => !('call.peer' in now), 'a is alone');
    assert.equal(board['call.last-end'], 'remote-hangup');
    assert.equal((await b.status())['call.last-end'], 'local-hangup');
  });

  it('notice within the configured silence that the other was killed', async () => {
    const a = await enter('--call.silence=2');
    const b = await enter();
    await together();
    booths = [a];
    await b.kill();
    const board = await a.reach((now) => !('call.peer' in now), 'the call ends', 20_000);
    assert.equal(board['call.last-end'], 'remote-gone');
  });

  it('go on with their call while the server is away, and are back when it is', async () => {
    const [a, b] = [await enter(), await enter()];
    await together();
    const { port } = server;
    await server.kill();
    for (const booth of booths)
      await booth.reach((board) => board['signaling.state'] !== 'ready', 'the booth notices that the server is gone');
    a.say('still here');
    await b.waitFor(/still here/);
    server = await Callbooth.serve(beside('server.toml'), [], { port });
    for (const booth of booths) await idOf(booth);
    assert.equal(await callsOf(a), 1);
    a.say('/next');
    await b.reach((board) => Number(board['booth.calls']) === 2 && decodes(board), 'they meet again');
  });

  it('let a caller wait until it is accepted or refused, and send nothing before', async () => {
    const a = await enter();
    const id = await idOf(a);
    a.say('/pause');
    await a.reach((board) => board['matchmaking.state'] === 'idle', 'a looks for nobody');
    const b = await enter('--call.answer=ask');
    const other = await idOf(b);
    b.say('/pause');
    a.say(`/call ${other}`);
    await b.waitFor(/calls: type \/accept or \/refuse/);
    const board = await b.status();
    assert.equal(board['call.waiting'], id);
    assert.equal(board['call.peer'], undefined);
    b.say('/refuse');
    await a.waitFor(/call with \S+ ended: remote-hangup/);
    const from = b.lines.length;
    a.say(`/call ${other}`);
    await b.waitFor(/calls: type \/accept or \/refuse/, 20_000, from);
    b.say('/accept');
    await together();
  });

  it('survive a page that calls with an id that is a lie', async () => {
    const a = await enter();
    await idOf(a);
    a.say('/call nobody-at-all');
    await a.waitFor(/call with nobody-at-all ended: unreachable/, 30_000);
  });
});
