// SPDX-License-Identifier: MIT
// Usage: connections.mjs [ROUNDS] [CROWD]
// What a WebSocket costs the server from its TCP connection to its first message: ours, npm's `peer` and, where BUN names
// the program of npm's `bun`, uWebSockets, in turn, ROUNDS (3) times, with CROWD (5000) clients each time. Microseconds of
// the server's processor time; the medians, and how many times that of the last server it is.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { startNpm, startOurs } from '../../conformance/target.mjs';
import { Crowd, cpuSeconds } from './processes.mjs';

const rounds = Number(process.argv[2] ?? 3);
const crowd = Number(process.argv[3] ?? 5000);

async function startBun() {
  const program = fileURLToPath(new URL('upgrade_bun.mjs', import.meta.url));
  const server = spawn(process.env.BUN, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await new Promise((resolve) => createInterface({ input: server.stdout }).once('line', (text) => resolve([text])));
  const stop = () => new Promise((resolve) => server.once('exit', resolve) && server.kill());
  return { url: line.replace('listening on ', '') + '/signaling', pid: server.pid, stop };
}

async function measure(start) {
  const server = await start({ limit: 2 * crowd });
  const clients = new Crowd(server.url);
  await clients.grow(crowd / 10); // warm
  const before = cpuSeconds(server.pid);
  await clients.grow(crowd);
  const seconds = cpuSeconds(server.pid) - before;
  await clients.leave();
  await server.stop();
  return (1e6 * seconds) / (0.9 * crowd);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const servers = { Callbooth: startOurs, 'npm `peer`': startNpm, ...(process.env.BUN ? { uWebSockets: startBun } : {}) };
const times = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
for (let round = 0; round < rounds; ++round)
  for (const [name, start] of Object.entries(servers)) times[name].push(await measure(start));

const last = median(Object.values(times).at(-1));
console.log('| | us of CPU for a connection | ratio |\n|---|---|---|');
for (const [name, all] of Object.entries(times)) console.log(`| ${name} | ${median(all).toFixed(0)} | ${(median(all) / last).toFixed(2)} |`);
