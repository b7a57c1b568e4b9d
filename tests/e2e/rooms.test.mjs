// SPDX-License-Identifier: MIT
// Booths that meet in a room by invitation at our server, each a process of its own.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe('booths in a room', { timeout: 300_000 }, () => {
  let server;
  let booths = [];

  before(async () => {
    server = await Callbooth.serve(beside('rooms_server.toml'));
  });
  after(() => server?.stop());
  afterEach(async () => {
    const left = booths;
    booths = [];
    for (const booth of left) assert.equal((await booth.stop()).code, 0, booth.report());
  });

  const enter = async (...overrides) => {
    const address = `--plugin.rooms-client.url=${server.url.replace('http', 'ws')}/rooms`;
    const booth = await Callbooth.run(beside('room.toml'), [address, ...overrides]);
    booths.push(booth);
    return booth;
  };
  const create = async (...overrides) => {
    const booth = await enter(...overrides);
    const board = await booth.reach((now) => 'room.id' in now, 'the booth has a room');
    return { booth, room: board['room.id'], board };
  };
  const join = (room, ...overrides) => enter(`--plugin.rooms-client.room=${room}`, ...overrides);
  const decodes = (board) =>
    Number(board['call.video.received.frames']) > 10 &&
    board['call.video.received.size'] === '320x240' &&
    Number(board['call.audio.received.level']) > -50;
  const together = async (...pair) => {
    for (const booth of pair) await booth.reach(decodes, 'the booth decodes picture and sound');
  };
  const calls = async (booth) => Number((await booth.status())['booth.calls']);
  const again = (booth, before) =>
    booth.reach((board) => Number(board['booth.calls']) > before && decodes(board), 'the booth is in another call');

  it('see, hear and write to each other, and show how to get in', async () => {
    const { booth: a, room, board } = await create();
    assert.equal(board['room.link'], `https://chat.example/rooms.html?room=${room}`);
    assert.match(board['room.qr'], /^1111111[01]+1111111\/1000001/);
    await a.waitFor(/others join at https:\/\/chat\.example/);
    await a.waitFor(/^█[█▀▄ ]{20,}█$/);
    const b = await join(room);
    await together(a, b);
    a.say('from a');
    await b.waitFor(/from a/);
    b.say('from b');
    await a.waitFor(/from b/);
  });

  it('refuse a third one, which gets in when the second has left', async () => {
    const { booth: a, room } = await create();
    const b = await join(room);
    await together(a, b);
    const c = await join(room);
    await c.waitFor(/room is already full/);
    const before = await calls(a);
    b.say('/hangup');
    await again(a, before);
    await together(a, c);
    assert.equal((await b.status())['call.peer'], undefined);
  });

  it('wait for a room that is not there yet', async () => {
    const token = '--plugin.rooms-client.token=a secret that stays the same';
    const { booth: first, room } = await create(token);
    booths = [];
    assert.equal((await first.stop()).code, 0, first.report());
    const b = await join(room);
    await b.waitFor(/room does not exist/);
    const { booth: a, room: same } = await create(token);
    assert.equal(same, room);
    await together(a, b);
  });

  it('meet again when the creator was killed and comes back', async () => {
    const token = '--plugin.rooms-client.token=a secret that is another one';
    const { booth: a, room } = await create(token);
    const b = await join(room);
    await together(a, b);
    const before = await calls(b);
    booths = [b];
    await a.kill();
    const { booth: back } = await create(token);
    await again(b, before);
    await together(back, b);
  });

  it('go on while the server is away, and are back in the same room when it is', async () => {
    const { booth: a, room } = await create();
    const b = await join(room);
    await together(a, b);
    const { port } = server;
    await server.kill();
    for (const booth of booths)
      await booth.reach((board) => board['signaling.state'] !== 'ready', 'the booth notices that the server is gone');
    a.say('still here');
    await b.waitFor(/still here/);
    server = await Callbooth.serve(beside('rooms_server.toml'), [], { port });
    for (const booth of booths)
      await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is back');
    assert.equal((await a.status())['room.id'], room);
    assert.equal(await calls(a), 1);
    const before = await calls(b);
    b.say('/hangup');
    await a.reach((board) => !('call.peer' in board), 'the call ends');
    b.say('/join');
    await again(b, before);
    await together(a, b);
  });
});
