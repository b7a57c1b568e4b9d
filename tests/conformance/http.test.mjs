// SPDX-License-Identifier: MIT

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { Client, request } from './client.mjs';
import * as target from './target.mjs';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe(`HTTP of ${target.name}`, { timeout: 60_000 }, () => {
  let server;
  before(async () => (server = await target.start()));
  after(() => server?.stop());

  it('describes itself, with and without the slash', async () => {
    for (const path of ['', '/']) {
      const { status, headers, body } = await request(server.url + path);
      assert.equal(status, 200);
      assert.match(headers['content-type'], /^application\/json/);
      assert.deepEqual(Object.keys(JSON.parse(body)).sort(), ['description', 'name', 'website']);
    }
  });

  it('gives fresh ids as bare text', async () => {
    const { status, headers, body } = await request(`${server.url}/peerjs/id?ts=1&version=1.5.5`);
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^text\/html/);
    assert.match(body, uuid);
    assert.notEqual((await request(`${server.url}/peerjs/id`)).body, body);
  });

  it('does not check the key over HTTP', async () => {
    assert.match((await request(`${server.url}/whatever/id`)).body, uuid);
  });

  it('lists nobody without discovery', async () => {
    assert.equal((await request(`${server.url}/peerjs/peers`)).status, 401);
  });

  it('lets pages of any origin read its answers', async () => {
    for (const path of ['/', '/peerjs/id', '/peerjs/peers']) {
      const { headers } = await request(server.url + path, { headers: { Origin: 'https://page.example' } });
      assert.equal(headers['access-control-allow-origin'], 'https://page.example');
      assert.match(headers.vary, /Origin/);
    }
  });

  it('answers preflights', async () => {
    const { status, headers } = await request(`${server.url}/peerjs/id`, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://page.example',
        'Access-Control-Request-Method': 'GET',
        'Access-Control-Request-Headers': 'x-thing',
      },
    });
    assert.equal(status, 204);
    assert.equal(headers['access-control-allow-origin'], 'https://page.example');
    assert.match(headers['access-control-allow-methods'], /GET/);
    assert.equal(headers['access-control-allow-headers'], 'x-thing');
  });

  it('knows nothing else', async () => {
    for (const path of ['/peerjs/nothing', '/peerjs', '/a/b/c']) {
      assert.equal((await request(server.url + path)).status, 404, path);
    }
  });

  it('refuses to post', async () => {
    const { status } = await request(`${server.url}/peerjs/id`, { method: 'POST' });
    assert.equal(status, target.isOurs ? 405 : 404); // difference 1
  });
});

describe(`discovery of ${target.name}`, { skip: target.isUrl, timeout: 60_000 }, () => {
  let server;
  before(async () => (server = await target.start({ discovery: true })));
  after(() => server?.stop());

  it('lists who is connected', async () => {
    const list = async () => JSON.parse((await request(`${server.url}/peerjs/peers`)).body).sort();
    assert.deepEqual(await list(), []);
    const a = await Client.open(server.url, { id: 'a' });
    const b = await Client.open(server.url, { id: '__proto__' });
    assert.deepEqual(await list(), ['__proto__', 'a']);
    await Promise.all([a.close(), b.close()]);
  });
});
