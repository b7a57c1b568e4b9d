// SPDX-License-Identifier: MIT
// Usage: tls.mjs [CROWD]
// What TLS costs our server: CROWD (2000) clients connect and stay, and 50 pairs relay offers of 3 kB, over ws:// and then
// over wss:// with a self-signed certificate. CALLBOOTH and CALLBOOTH_PLUGIN_PATH say what is measured.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client } from '../../conformance/client.mjs';
import { Callbooth } from '../../support/callbooth.mjs';
import { Crowd, cpuSeconds, residentBytes } from './processes.mjs';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const crowd = Number(process.argv[2] ?? 2000);
const PAIRS = 50;
const SECONDS = 5;
const limits = [
  `--http.connections-per-address=${2 * crowd + 1000}`,
  '--http.messages-per-second=1000000',
  '--http.connects-per-second=1000000',
  '--http.bytes-per-second=1000000000000',
  `--plugin.peerserver.concurrent-limit=${2 * crowd + 1000}`,
  `--plugin.peerserver.network-limit=${2 * crowd + 1000}`,
  '--plugin.peerserver.claims-per-second=100000',
  '--plugin.peerserver.offers-per-second=10000',
];

/** Each pair has one offer on its way, as fast as it goes. */
async function relay(url, pid) {
  let relayed = 0;
  const clients = [];
  for (let pair = 0; pair < PAIRS; ++pair) {
    const [ann, bob] = [await Client.open(url), await Client.open(url)];
    const offer = JSON.stringify({ type: 'OFFER', dst: bob.id, payload: 'x'.repeat(3000) });
    bob.socket.removeAllListeners('message');
    bob.socket.on('message', () => {
      relayed += 1;
      ann.socket.send(offer);
    });
    ann.socket.send(offer);
    clients.push(ann, bob);
  }
  const [cpu, before] = [cpuSeconds(pid), relayed];
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const offers = relayed - before;
  const used = cpuSeconds(pid) - cpu;
  for (const { socket } of clients) socket.terminate();
  return offers / used;
}

async function measure(tls) {
  const state = await mkdtemp(join(tmpdir(), 'callbooth-bench-'));
  const server = await Callbooth.serve(
    fileURLToPath(new URL('faults.toml', import.meta.url)),
    [...limits, '--plugin.peerserver.alive-timeout=600', `--http.self-signed=${tls}`],
    { env: { STATE_DIRECTORY: state } },
  );
  const url = `${server.url}/signaling`;
  const others = new Crowd(url);
  try {
    await others.grow(100); // warm
    const [bytes, cpu] = [residentBytes(server.pid), cpuSeconds(server.pid)];
    await others.grow(crowd + 100);
    return {
      'connections per CPU-second': crowd / (cpuSeconds(server.pid) - cpu),
      'bytes per idle connection': (residentBytes(server.pid) - bytes) / crowd,
      'offers per CPU-second': await relay(url, server.pid),
    };
  } finally {
    await others.leave();
    await server.stop();
    await rm(state, { recursive: true });
  }
}

const [plain, secure] = [await measure(false), await measure(true)];
console.log('| | ws:// | wss:// | ratio |\n|---|---|---|---|');
for (const figure of Object.keys(plain)) {
  const ratio = (secure[figure] / plain[figure]).toPrecision(2);
  console.log(`| ${figure} | ${Math.round(plain[figure])} | ${Math.round(secure[figure])} | ${ratio} |`);
}
