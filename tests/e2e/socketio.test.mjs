// SPDX-License-Identifier: MIT
// Native booths, each with its file in pipelines/: with TARGET=npm at npm's socket.io and the handlers of tutorials, else
// at our server.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';
import { SystemBooths, callsOf, decodes, idOf, receives } from '../support/system_booths.mjs';
import { startTutorialServer } from '../support/tutorial_servers.mjs';

const isNpm = process.env.TARGET === 'npm';
const systems = { peers: '/peers', signal: '/peers', queue: '/queue', chatroom: '/chatroom', cursors: '/cursors' };
const ours = fileURLToPath(new URL('socketio.toml', import.meta.url));
const serve = (port = 0) => (isNpm ? startTutorialServer(systems, { port }) : Callbooth.serve(ours, [], { port }));

let server;
before(async () => {
  server = await serve();
});
after(() => server.stop());

const booths = new SystemBooths(() => server.url);
const { come, enter } = booths;
afterEach(() => booths.stop());

const decodeBoth = async (...both) => {
  for (const booth of both) await receives(booth);
};
const talkBoth = async (a, b) => {
  a.say('one way, with "quotes" and ü');
  await b.waitFor(/one way, with "quotes" and ü/);
  b.say('and back');
  await a.waitFor(/and back/);
};

describe('booths in a list of peers', { timeout: 300_000 }, () => {
  for (const protocol of ['events', 'simple-peer']) {
    it(`call, see, hear and write to each other with ${protocol}`, async () => {
      const chosen = `--plugin.peers-client.protocol=${protocol}`;
      const a = await come('peers', chosen);
      const id = await idOf(a);
      const b = await come('peers', chosen);
      await a.reach((board) => board['signaling.peers'] === '1', 'a sees b');
      b.say('/peers');
      await b.waitFor(new RegExp(`^${id}$`));
      b.say(`/call ${id}`);
      await decodeBoth(a, b);
      await talkBoth(a, b);
      a.say('/hangup');
      await b.reach((board) => board['call.last-end'] === 'remote-hangup', 'b is left');
      a.say(`/call ${await idOf(b)}`);
      await decodeBoth(a, b);
      assert.deepEqual([await callsOf(a), await callsOf(b)], [2, 2]);
    });
  }

  it('call the first one by themselves, also both at once, and again', async () => {
    const eager = ['--plugin.peers-client.call=first', '--plugin.peers-client.interval=0.5'];
    const [a, b] = await Promise.all([come('peers', ...eager), come('peers', ...eager)]);
    await decodeBoth(a, b);
    const calls = await callsOf(a);
    a.say('/hangup');
    await a.reach((board) => Number(board['booth.calls']) > calls && decodes(board), 'a is called again');
    await decodeBoth(a, b);
  });

  it('leave a call whose partner has left the server', async () => {
    const [a, b] = [await come('peers'), await come('peers')];
    b.say(`/call ${await idOf(a)}`);
    await decodeBoth(a, b);
    await booths.kill(b);
    await a.reach((board) => board['call.last-end'] && !board['call.peer'], 'a is left');
    await a.reach((board) => board['signaling.peers'] === '0', 'nobody else is there');
  });

  it('come back to a server that was away', async () => {
    const a = await come('peers');
    const id = await idOf(a);
    await server.stop();
    await a.reach((board) => board['signaling.state'] === 'lost', 'the server is lost');
    server = await serve(server.port);
    assert.notEqual(await idOf(a), id);
  });
});

describe('booths in a queue', { timeout: 300_000 }, () => {
  let peerServer;
  before(async () => {
    peerServer = await Callbooth.serve(fileURLToPath(new URL('server.toml', import.meta.url)));
  });
  after(async () => assert.equal((await peerServer.stop()).code, 0, peerServer.report()));
  const queueUp = () => booths.queueUp(peerServer.url);

  it('meet, and meet the next one', async () => {
    const [a, b] = [await queueUp(), await queueUp()];
    await decodeBoth(a, b);
    await talkBoth(a, b);
    const calls = await callsOf(b);
    a.say('/next');
    await b.reach((board) => Number(board['booth.calls']) > calls && decodes(board), 'they meet again');
    const c = await queueUp();
    await c.reach((board) => board['matchmaking.state'] === 'searching', 'c waits');
    await booths.kill(b);
    await decodeBoth(a, c);
    await talkBoth(a, c);
  });
});

describe('booths in a chat room', { timeout: 120_000 }, () => {
  it('have names and write to all', async () => {
    const a = await enter('chatroom', '--plugin.chatroom-client.name=Ann');
    await a.waitFor(/in the chat room as Ann/);
    const b = await enter('chatroom', '--plugin.chatroom-client.name=Ann');
    await b.waitFor(/the name Ann is refused: The name is taken\./);
    b.say('too early');
    await b.waitFor(/the chat room wants a name first/);
    b.say('/name Bob');
    await b.waitFor(/in the chat room as Bob/);
    a.say('hello, ü');
    await b.waitFor(/^Ann: hello, ü/);
    await a.waitFor(/^me: hello, ü/);
    b.say('/say and back');
    await a.waitFor(/^Bob: and back/);
  });
});

describe('booths with cursors', { timeout: 120_000 }, () => {
  it("see each other's cursor move and go", async () => {
    const [a, b] = [await enter('cursors'), await enter('cursors')];
    await b.reach((board) => board['cursors.count'] === '2', 'b sees two cursors');
    const at = (board) => Object.entries(board).filter(([key]) => key.startsWith('cursors.at.')).map(([, place]) => place);
    await poll(async () => {
      a.say('/cursor 0.25 2'); // a tutorial's server knows no limits; the booth does
      return at(await b.status())[0] === '0.2500 1.0000';
    }, 'b sees the cursor of a move');
    assert.equal((await a.status())['cursors.own'], '0.2500 1.0000');
    await a.stop();
    await b.reach((board) => board['cursors.count'] === '1' && at(board).length === 0, 'the cursor of a is gone');
  });
});
