// SPDX-License-Identifier: MIT
// Usage: bench.mjs [ROUNDS] [CROWD]
// Our server and npm's `peer`, one after the other, ROUNDS (2) times: how many connect, what an idle connection costs, what
// relaying an offer costs, and how long it takes, alone and with CROWD (10000) others connected. Figures are medians of the
// rounds; on a noisy machine only the ratios mean something. CALLBOOTH and CALLBOOTH_PLUGIN_PATH say what is measured.

import { Client } from '../../conformance/client.mjs';
import { startNpm, startOurs } from '../../conformance/target.mjs';
import { Crowd, RelayLoad, cpuSeconds, residentBytes } from './processes.mjs';

const rounds = Number(process.argv[2] ?? 2);
const crowd = Number(process.argv[3] ?? 10_000);
const sizes = [0, crowd / 10, crowd];

const PAIRS = 50; // whose offers' time is measured
const BUSY_PAIRS = 200; // who send as fast as the server goes
const RELAY_SECONDS = 5;
const RATE = 200; // offers a second, while their time is measured
const TIMED = 1000; // offers

const sdp = 'a=rtpmap:96 a line as long as most of an SDP are\r\n'.repeat(60); // an offer of 3 kB
const offer = (dst) =>
  JSON.stringify({ type: 'OFFER', dst, payload: { type: 'media', connectionId: 'mc_bench', sdp: { type: 'offer', sdp } } });

/** Two clients, one of which sends offers to the other. */
class Pair {
  static async open(url) {
    const pair = new Pair();
    [pair.ann, pair.bob] = [await Client.open(url), await Client.open(url)];
    pair.offer = offer(pair.bob.id);
    pair.bob.socket.removeAllListeners('message'); // which would keep them all
    pair.bob.socket.on('message', () => pair.arrived());
    return pair;
  }

  send() {
    this.ann.socket.send(this.offer);
  }

  close() {
    for (const { socket } of [this.ann, this.bob]) socket.terminate();
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** As fast as the server goes: each pair has one offer on its way. Offers per second of the server's CPU, and of the clock. */
async function relay(pid, load) {
  const cpu = cpuSeconds(pid);
  const relayed = await load.run(RELAY_SECONDS);
  return { perCpuSecond: relayed / (cpuSeconds(pid) - cpu), perSecond: relayed / RELAY_SECONDS };
}

/** Milliseconds that an offer takes at a fixed rate, from one client to the other. */
async function latency(pairs) {
  const times = [];
  for (const pair of pairs) {
    const sent = []; // what is sent first arrives first
    pair.sendTimed = () => {
      sent.push(performance.now());
      pair.send();
    };
    pair.arrived = () => times.push(performance.now() - sent.shift());
  }
  const began = performance.now();
  for (let index = 0; index < TIMED; ++index) {
    await sleep(began + (index * 1000) / RATE - performance.now());
    pairs[index % pairs.length].sendTimed();
  }
  while (times.length < TIMED) await sleep(10);
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(TIMED * 0.5)], p99: times[Math.floor(TIMED * 0.99)] };
}

async function measure(start) {
  const server = await start({ limit: 4 * crowd, offersPerSecond: 10_000 });
  const others = new Crowd(server.url);
  const load = await RelayLoad.start(server.url, BUSY_PAIRS);
  const figures = {};
  try {
    const pairs = [];
    for (let pair = 0; pair < PAIRS; ++pair) pairs.push(await Pair.open(server.url));
    await load.run(1); // warm
    const emptyBytes = residentBytes(server.pid);
    for (const size of sizes) {
      const cpu = cpuSeconds(server.pid);
      const seconds = await others.grow(size);
      if (size === crowd) {
        figures['connections per second'] = (crowd - sizes[1]) / seconds;
        figures['connections per CPU-second'] = (crowd - sizes[1]) / (cpuSeconds(server.pid) - cpu);
        figures['bytes per idle connection'] = (residentBytes(server.pid) - emptyBytes) / crowd;
        figures['MB of memory with all of them'] = residentBytes(server.pid) / 1e6;
      }
      const { p50, p99 } = await latency(pairs);
      figures[`ms for an offer, ${size} idle: p50`] = p50;
      figures[`ms for an offer, ${size} idle: p99`] = p99;
      const { perCpuSecond, perSecond } = await relay(server.pid, load);
      figures[`offers per CPU-second, ${size} idle`] = perCpuSecond;
      figures[`offers per second, ${size} idle`] = perSecond;
    }
    for (const pair of pairs) pair.close();
  } finally {
    await load.stop();
    await others.leave();
    await server.stop();
  }
  return figures;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (value) => (value >= 100 ? Math.round(value) : value.toPrecision(3));

const servers = { ours: startOurs, npm: startNpm };
const runs = { ours: [], npm: [] };
for (let round = 0; round < rounds; ++round) {
  for (const name of Object.keys(servers)) {
    console.error(`round ${round + 1}: ${name}`);
    runs[name].push(await measure(servers[name]));
  }
}

console.log('| | Callbooth | npm `peer` | ratio |\n|---|---|---|---|');
for (const figure of Object.keys(runs.ours[0])) {
  const [ours, npm] = [runs.ours, runs.npm].map((all) => median(all.map((run) => run[figure])));
  console.log(`| ${figure} | ${show(ours)} | ${show(npm)} | ${(ours / npm).toPrecision(2)} |`);
}
