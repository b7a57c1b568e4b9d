// SPDX-License-Identifier: MIT
// Usage: pairs.mjs [CLIENTS]
// How many pairs a server makes: CLIENTS (100) look for a partner, and for the next one as soon as they have one, by
// GET /find at our server and at a plain one in Node.js, and with FIND over the signaling connection. CALLBOOTH and
// CALLBOOTH_PLUGIN_PATH say what is measured.

import { spawn } from 'node:child_process';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Client } from '../../conformance/client.mjs';
import { Callbooth } from '../../support/callbooth.mjs';
import { cpuSeconds } from './processes.mjs';

const count = Number(process.argv[2] ?? 100);
const SECONDS = 5;
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const limits = [
  '--http.messages-per-second=1000000',
  '--http.connects-per-second=1000000',
  '--http.connections-per-address=5000',
  '--http.bytes-per-second=1000000000000',
  '--plugin.peerserver.requests-per-second=10000',
  '--plugin.peerserver.network-limit=5000',
  '--plugin.peerserver.claims-per-second=100000',
  '--plugin.matchmaker.rate=10000',
  '--plugin.matchmaker.address-rate=100000',
];

/** Pairs per second of the server's CPU and of the clock, while `tell()` says how many there were so far. */
async function measure(pid, tell) {
  await new Promise((resolve) => setTimeout(resolve, 1000)); // warm
  const [cpu, before] = [cpuSeconds(pid), tell()];
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const pairs = tell() - before;
  return { perCpuSecond: pairs / (cpuSeconds(pid) - cpu), perSecond: pairs / SECONDS };
}

function ask(agent, url) {
  return new Promise((resolve, reject) => {
    http.get(url, { agent }, (response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject);
  });
}

async function overHttp(pid, url, ids) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: ids.length });
  let pairs = 0;
  let running = true;
  const look = async (id) => {
    while (running) if ((await ask(agent, `${url}/find?id=${id}`)) === 200) pairs += 1;
  };
  const all = Promise.all(ids.map(look));
  const result = await measure(pid, () => pairs);
  running = false;
  await all;
  agent.destroy();
  return result;
}

async function overSignaling(pid, clients) {
  let told = 0; // both of a pair are
  for (const { socket } of clients) {
    socket.removeAllListeners('message');
    socket.on('message', (data) => {
      if (!data.includes('"MATCH"')) return;
      told += 1;
      socket.send('{"type":"FIND"}');
    });
    socket.send('{"type":"FIND"}');
  }
  return measure(pid, () => told / 2);
}

async function ours() {
  const server = await Callbooth.serve(here('pairs.toml'), limits);
  const clients = [];
  for (let client = 0; client < count; ++client) clients.push(await Client.open(`${server.url}/signaling`));
  const results = {
    'GET /find': await overHttp(server.pid, server.url, clients.map(({ id }) => id)),
    FIND: await overSignaling(server.pid, clients),
  };
  for (const { socket } of clients) socket.terminate();
  await server.stop();
  return results;
}

async function plain() {
  const server = spawn(process.execPath, [here('line.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise((resolve) => createInterface({ input: server.stdout }).once('line', resolve));
  const result = await overHttp(server.pid, url, Array.from({ length: count }, (_, client) => `client-${client}`));
  server.stdin.end();
  return result;
}

const node = await plain();
console.log('| | pairs per CPU-second | pairs per second | per CPU-second, beside Node.js |\n|---|---|---|---|');
for (const [name, { perCpuSecond, perSecond }] of Object.entries({ 'GET /find, Node.js': node, ...(await ours()) })) {
  const ratio = (perCpuSecond / node.perCpuSecond).toPrecision(2);
  console.log(`| ${name} | ${Math.round(perCpuSecond)} | ${Math.round(perSecond)} | ${ratio} |`);
}
process.exit();
