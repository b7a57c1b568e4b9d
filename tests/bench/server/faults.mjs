// SPDX-License-Identifier: MIT
// Usage: faults.mjs [SECONDS] [FAULT...]
// Healthy clients relay offers at a steady rate, SECONDS (5) without and as long with each fault, while an attacker in a
// process of its own does its worst. Prints how many of the offers arrived and how long they took, what the server said
// about it in its numbers, and whether it takes new clients afterwards. CALLBOOTH and CALLBOOTH_PLUGIN_PATH say what is tried.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Client } from '../../conformance/client.mjs';
import { Callbooth } from '../../support/callbooth.mjs';
import { cpuSeconds, residentBytes } from './processes.mjs';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the certificate is self-signed

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const seconds = Number(process.argv[2] ?? 5);
const all = [
  'none', 'silent', 'slow-head', 'slow-body', 'slow-websocket', 'slow-tls', 'half-open', 'burst', 'crowd', 'malformed',
  'oversized', 'half-messages', 'flood', 'pings', 'squatting', 'storm', 'descriptors',
  'slow-file', 'slow-asset', 'patient-file',
];
const wanted = process.argv.length > 3 ? process.argv.slice(3) : all;

const PAIRS = 40;
const RATE = 200; // offers a second, of all pairs together
const SPARE = 60; // descriptors that are left when they are to run out
const LATER = 30; // seconds after which the memory is looked at again, where files are read
const numbers = /^callbooth_(http|websocket|signaling)_(?:connections_)?(refused|dropped)_total\{(.*)\} (\d+)$/gm;

/** The folder of the pages: a file as large as any, and one as large as those of a page. */
const site = mkdtempSync(join(tmpdir(), 'callbooth-faults-'));
writeFileSync(join(site, 'large.bin'), Buffer.alloc(64 << 20, 'l'));
writeFileSync(join(site, 'asset.js'), Buffer.alloc(900_000, '/'));
process.on('exit', () => rmSync(site, { recursive: true }));
const readsFiles = (fault) => /-(file|asset)$/.test(fault);

const overrides = {
  'slow-tls': ['--http.self-signed=true'],
  burst: ['--plugin.peerserver.concurrent-limit=20000', '--plugin.peerserver.claims-per-second=100'],
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const percentile = (times, share) => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Infinity;

class Pair {
  static async open(url) {
    const pair = new Pair();
    [pair.ann, pair.bob] = [await Client.open(url), await Client.open(url)];
    pair.offer = JSON.stringify({ type: 'OFFER', dst: pair.bob.id, payload: 'x'.repeat(3000) });
    pair.sent = [];
    pair.times = [];
    pair.bob.socket.removeAllListeners('message');
    pair.bob.socket.on('message', () => pair.times.push(performance.now() - pair.sent.shift()));
    pair.heart = setInterval(() => [pair.ann, pair.bob].forEach((c) => c.send({ type: 'HEARTBEAT' })), 1000);
    return pair;
  }

  send() {
    this.sent.push(performance.now());
    this.ann.socket.send(this.offer);
  }

  close() {
    clearInterval(this.heart);
    for (const { socket } of [this.ann, this.bob]) socket.terminate();
  }
}

/** Offers at the rate; which share of them arrived, and in which time. */
async function relay(pairs, duration) {
  for (const pair of pairs) pair.times = [];
  const began = performance.now();
  const total = duration * RATE;
  for (let index = 0; index < total; ++index) {
    await sleep(Math.max(0, began + (index * 1000) / RATE - performance.now()));
    pairs[index % pairs.length].send();
  }
  await sleep(500); // the last ones arrive
  const times = pairs.flatMap((pair) => pair.times);
  return { arrived: times.length / total, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

class Attacker {
  static async begin(...args) {
    const attacker = new Attacker();
    attacker.process = spawn(process.execPath, [here('attack.mjs'), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    attacker.lines = createInterface({ input: attacker.process.stdout })[Symbol.asyncIterator]();
    await attacker.lines.next();
    return attacker;
  }

  async end() {
    this.process.stdin.end();
    return JSON.parse((await this.lines.next()).value);
  }
}

/** What has counted something: `reason` and how often. */
async function tally(server) {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const found = {};
  for (const [, part, what, labels, count] of text.matchAll(numbers)) {
    const reason = /reason="(\w+)"/.exec(labels)[1];
    if (Number(count) > 0) found[`${part} ${what}: ${reason}`] = Number(count);
  }
  return found;
}

async function newcomer(url) {
  for (let attempt = 0; attempt < 50; ++attempt) {
    const client = await Client.open(url).catch(() => null);
    if (client) return client.vanish();
    await sleep(100);
  }
  throw new Error('nobody new gets in after the fault');
}

async function endure(fault) {
  const server = await Callbooth.serve(here('faults.toml'), [`--plugin.web.root=${site}`, ...(overrides[fault] ?? [])]);
  const url = `${server.url}/signaling`;
  try {
    const pairs = [];
    for (let pair = 0; pair < PAIRS; ++pair) pairs.push(await Pair.open(url));
    await relay(pairs, 1); // warm
    const before = await relay(pairs, seconds);
    const limits = ['--pid', String(server.pid)];
    const nofile = execFileSync('prlimit', [...limits, '--nofile', '--raw', '--noheadings', '-o', 'SOFT,HARD'], { encoding: 'utf8' });
    if (fault === 'descriptors') execFileSync('prlimit', [...limits, `--nofile=${2 * PAIRS + SPARE}:`]);
    const cpu = cpuSeconds(server.pid);
    const attacker = await Attacker.begin(fault, url, ...pairs.flatMap(({ ann, bob }) => [ann.id, bob.id]));
    const during = await relay(pairs, seconds);
    const busy = (cpuSeconds(server.pid) - cpu) / (seconds + 1);
    const memory = residentBytes(server.pid) / 1e6;
    if (fault === 'storm') await newcomer(url);
    const counts = await attacker.end();
    if (fault === 'descriptors') execFileSync('prlimit', [...limits, `--nofile=${nofile.trim().split(/\s+/)[0]}:`]);
    await newcomer(url);
    const after = await relay(pairs, 1);
    if (readsFiles(fault)) await sleep(LATER * 1000);
    const later = readsFiles(fault) ? residentBytes(server.pid) / 1e6 : undefined;
    const said = await tally(server);
    for (const pair of pairs) pair.close();
    const logged = server.lines.filter((line) => / (warning|error) /.test(line));
    return { before, during, after, busy, memory, later, counts, said, logged };
  } finally {
    await server.stop();
  }
}

const list = (object) => Object.entries(object).map(([name, value]) => `${name} ${Number(value.toFixed?.(1) ?? value)}`).join(', ');
const ms = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

console.log('| fault | offers that arrived | p50 ms without / with | p99 ms without / with | CPU | MB | attacker | server |');
console.log('|---|---|---|---|---|---|---|---|');
for (const fault of wanted) {
  const { before, during, after, busy, memory, later, counts, said, logged } = await endure(fault);
  if (before.arrived < 1 || after.arrived < 1) console.error(`${fault}: ${before.arrived} before, ${after.arrived} after`);
  console.log(
    `| ${fault} | ${(100 * during.arrived).toFixed(1)} % | ${ms(before.p50)} / ${ms(during.p50)} | ${ms(before.p99)} / ` +
      `${ms(during.p99)} | ${(100 * busy).toFixed(0)} % | ${memory.toFixed(0)}${later === undefined ? '' : `, then ${later.toFixed(0)}`} | ${list(counts)} | ${list(said)} |`,
  );
  for (const line of [...new Set(logged.map((text) => text.replace(/^\S+ /, '').replace(/:\d+/g, '')))].slice(0, 3)) console.error(`  ${fault}: ${line}`);
}
