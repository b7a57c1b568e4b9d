// SPDX-License-Identifier: MIT
// The server under test. TARGET is `ours`, `npm`, or the URL of a running one with its mount path.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { request } from './client.mjs';

export const name = process.env.TARGET ?? 'ours';
export const isUrl = /^https?:/.test(name);
/** Ours differs from PeerServer in what README.md lists; a URL's server says itself which of both it is. */
export const isOurs = isUrl
  ? JSON.parse((await request(name)).body).name.startsWith('Callbooth')
  : name === 'ours';

const path = '/signaling';
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Options: `discovery`, `key`, `limit`, `offersPerSecond` (ours), and `alive` and `expire` in seconds. */
export async function startOurs({ discovery, key, limit, alive, expire, offersPerSecond = 1000 }) {
  const options = {
    discovery,
    key: key && `'${key}'`,
    'concurrent-limit': limit,
    'network-limit': limit ?? 5000, // all clients come from one address
    'claims-per-second': 100_000,
    'alive-timeout': alive,
    'expire-timeout': expire,
    'offers-per-second': offersPerSecond,
  };
  const overrides = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => `--plugin.peerserver.${option}=${value}`);
  // All clients come from one address, and some do nothing but send.
  overrides.push(`--http.connections-per-address=${4 * (limit ?? 5000)}`, `--http.messages-per-second=${100 * offersPerSecond}`);
  overrides.push('--http.connects-per-second=1000000');
  overrides.push(`--http.connections=${4 * (limit ?? 5000)}`, `--http.bytes-per-second=${1e6 * offersPerSecond}`);
  const server = await Callbooth.serve(here('server.toml'), overrides);
  return { url: server.url + path, pid: server.pid, stop: () => server.stop() };
}

export async function startNpm({ discovery = false, key = 'peerjs', limit = 5000, alive = 90, expire = 5 }) {
  const options = {
    path,
    key,
    allow_discovery: discovery,
    concurrent_limit: limit,
    alive_timeout: alive * 1000,
    expire_timeout: expire * 1000,
  };
  const server = spawn(process.execPath, [here('npm_peer.mjs'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  const [line] = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', (text) => resolve([text]));
    exited.then((code) => reject(new Error(`npm's peer exited with ${code}`)));
  });
  return {
    url: line.replace('listening on ', '') + path,
    pid: server.pid,
    stop: async () => {
      server.kill();
      await exited;
    },
  };
}

/** A server with these options; a given URL is taken as it is. */
export async function start(options = {}) {
  if (isUrl) return { url: name.replace(/\/$/, ''), stop: async () => {} };
  return isOurs ? startOurs(options) : startNpm(options);
}
