// SPDX-License-Identifier: MIT
// A booth in a server's own file finds that server, wherever and however it listens.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Callbooth } from '../support/callbooth.mjs';
import { Member } from '../support/member.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));

describe("a booth in a server's own file", { timeout: 120_000 }, () => {
  let folder;
  let booth;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callbooth-own-'));
  });
  afterEach(async () => {
    const how = await booth?.stop();
    assert.equal(how?.code, 0, booth?.report());
  });
  after(() => rm(folder, { recursive: true }));

  const serve = async (overrides = [], file = 'own_server.toml') => {
    const env = { CALLBOOTH_WEB_ROOT: folder, STATE_DIRECTORY: folder };
    booth = await Callbooth.serve(beside(file), overrides, { env });
  };
  const ready = () => booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is at the server');
  const isThere = async () => {
    await ready();
    await booth.reach((board) => board['matchmaking.via'] === 'signaling', 'it looks for a partner');
    await booth.reach((board) => board['turn.servers'] === '0', 'it has asked for servers');
  };

  it('is met there by whoever comes', async () => {
    await serve();
    await ready();
    const member = await Member.enter(booth, 'somebody');
    member.find({});
    const match = await member.hears('MATCH');
    assert.equal(match.peer, (await booth.status())['signaling.id']);
    await member.leave();
  });

  it('is the demo, which says where the pages are', async () => {
    await serve(['--http.address=0.0.0.0', '--plugin.web.path=/chat'], '../../pipelines/demo.toml');
    await ready();
    await booth.waitFor(new RegExp(`pages at http://127.0.0.1:${booth.port}/chat/$`));
  });

  for (const address of ['0.0.0.0', '::', '::1', '127.0.0.2']) {
    it(`finds it at ${address}`, async () => {
      await serve([`--http.address=${address}`]);
      await isThere();
    });
  }

  it('finds it at other paths', async () => {
    await serve(['--plugin.peerserver.path=/a/b/', '--plugin.matchmaker.path=/c', '--plugin.ice.path=/d']);
    await isThere();
  });

  it('trusts its own certificate', async () => {
    await serve(['--http.self-signed=true']);
    assert.match(booth.url, /^https:/);
    await isThere();
  });

  it("trusts its certificate for another machine's name", async () => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const names = ['-subj', '/CN=chat.example', '-addext', 'subjectAltName=DNS:chat.example'];
    const files = ['-keyout', key, '-out', certificate];
    await promisify(execFile)('openssl', ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', ...files, ...names]);
    await serve(['--http.address=0.0.0.0', `--http.certificate=${certificate}`, `--http.private-key=${key}`]);
    await isThere();
  });
});
