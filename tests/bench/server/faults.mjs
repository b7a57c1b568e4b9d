// SPDX-License-Identifier: MIT
// Usage: faults.mjs [SECONDS] [FAULT...]
// Healthy clients relay offers at a steady rate, SECONDS (5) without and as long with each fault, while an attacker in a
// process of its own does its worst. Prints how many of the offers arrived and how long they took, what the server said
// about it in its numbers, how much memory it had at most and 30 s later, and whether it takes new clients afterwards.
// CALLBOOTH and CALLBOOTH_PLUGIN_PATH say what is tried.

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
  'oversized', 'half-messages', 'half-messages-near', 'half-messages-far', 'long-candidates', 'candidates', 'flood', 'pings',
  'squatting', 'storm', 'descriptors', 'slow-file', 'slow-asset', 'patient-file', 'negative-length', 'ranges', 'empty-heads',
  'long-heads', 'refused-bodies', 'smuggling',
];
const wanted = process.argv.length > 3 ? process.argv.slice(3) : all;

const PAIRS = 40;
const RATE = 200; // offers a second, of all pairs together
const SPARE = 60; // descriptors that are left when they are to run out
const numbers = /^callbooth_(http|websocket|signaling)_(?:connections_|requests_)?(refused|dropped)_total\{(.*)\} (\d+)$/gm;

/** The folder of the pages: a file as large as any, and one as large as those of a page. */
const site = mkdtempSync(join(tmpdir(), 'callbooth-faults-'));
writeFileSync(join(site, 'large.bin'), Buffer.alloc(64 << 20, 'l'));
writeFileSync(join(site, 'asset.js'), Buffer.alloc(900_000, '/'));
process.on('exit', () => rmSync(site, { recursive: true }));
const readsFiles = (fault) => /-(file|asset)$/.test(fault) || ['ranges', 'negative-length', 'long-heads', 'refused-bodies'].includes(fault);
/** Those that want the server's memory. Its healthy clients' messages come in two pieces then, which it has to keep. */
const hoards = new Set(['half-messages', 'half-messages-near', 'half-messages-far', 'long-candidates', 'candidates']);
const LATER = 30; // seconds after which its memory is looked at again

const overrides = {
  'slow-tls': ['--http.self-signed=true'],
  burst: ['--plugin.peerserver.concurrent-limit=20000', '--plugin.peerserver.claims-per-second=100'],
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const percentile = (times, share) => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Infinity;

/** A text frame of a client, masked with zeros. */
function frame(text) {
  const head = Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, Buffer.from(text)]);
}

class Pair {
  static async open(url, inPieces) {
    const pair = new Pair();
    pair.inPieces = inPieces;
    [pair.ann, pair.bob] = [await Client.open(url), await Client.open(url)];
    pair.offer = JSON.stringify({ type: 'OFFER', dst: pair.bob.id, payload: 'x'.repeat(3000) });
    pair.sent = [];
    pair.times = [];
    pair.bob.socket.removeAllListeners('message');
    pair.bob.socket.on('message', (data) => {
      if (data.length < 10_000) pair.times.push(performance.now() - pair.sent.shift()); // the others are an attacker's
    });
    pair.heart = setInterval(() => pair.beat(), 1000);
    return pair;
  }

  beat() {
    this.late = this.between;
    if (!this.late) [this.ann, this.bob].forEach((client) => client.send({ type: 'HEARTBEAT' }));
  }

  send() {
    const bytes = frame(this.offer);
    const cut = this.inPieces ? bytes.length >> 1 : bytes.length;
    this.sent.push(performance.now());
    this.ann.socket._socket?.write(bytes.subarray(0, cut));
    if (cut === bytes.length) return;
    this.between = true;
    setTimeout(() => {
      this.sent[this.sent.length - 1] = performance.now(); // what it takes from its last byte on
      this.ann.socket._socket?.write(bytes.subarray(cut));
      this.between = false;
      if (this.late) this.beat();
    }, 20);
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

const serve = (fault) => Callbooth.serve(here('faults.toml'), [`--plugin.web.root=${site}`, ...(overrides[fault] ?? [])]);

/** The same attack on another server: what it costs `pairs` that attacker and server take time of the same processors. */
async function beside(fault, pairs) {
  const decoy = await serve(fault);
  try {
    const targets = [];
    for (let pair = 0; pair < PAIRS; ++pair) targets.push(await Pair.open(`${decoy.url}/signaling`, false));
    const attacker = await Attacker.begin(fault, `${decoy.url}/signaling`, ...targets.flatMap(({ ann, bob }) => [ann.id, bob.id]));
    const during = await relay(pairs, seconds);
    await attacker.end();
    for (const pair of targets) pair.close();
    return during;
  } finally {
    await decoy.stop();
  }
}

async function endure(fault) {
  const server = await serve(fault);
  const url = `${server.url}/signaling`;
  try {
    const pairs = [];
    for (let pair = 0; pair < PAIRS; ++pair) pairs.push(await Pair.open(url, hoards.has(fault)));
    await relay(pairs, 1); // warm
    const before = await relay(pairs, seconds);
    const elsewhere = await beside(fault, pairs);
    const limits = ['--pid', String(server.pid)];
    const nofile = execFileSync('prlimit', [...limits, '--nofile', '--raw', '--noheadings', '-o', 'SOFT,HARD'], { encoding: 'utf8' });
    if (fault === 'descriptors') execFileSync('prlimit', [...limits, `--nofile=${2 * PAIRS + SPARE}:`]);
    const cpu = cpuSeconds(server.pid);
    const attacker = await Attacker.begin(fault, url, ...pairs.flatMap(({ ann, bob }) => [ann.id, bob.id]));
    let memory = 0;
    const watch = setInterval(() => (memory = Math.max(memory, residentBytes(server.pid) / 1e6)), 100);
    const during = await relay(pairs, seconds);
    clearInterval(watch);
    const busy = (cpuSeconds(server.pid) - cpu) / (seconds + 1);
    if (fault === 'storm') await newcomer(url);
    const counts = await attacker.end();
    if (fault === 'descriptors') execFileSync('prlimit', [...limits, `--nofile=${nofile.trim().split(/\s+/)[0]}:`]);
    await newcomer(url);
    const after = await relay(pairs, 1);
    const said = await tally(server);
    const takesMemory = hoards.has(fault) || readsFiles(fault);
    if (takesMemory) await sleep(LATER * 1000);
    const later = takesMemory ? ` / ${(residentBytes(server.pid) / 1e6).toFixed(0)}` : '';
    for (const pair of pairs) pair.close();
    const logged = server.lines.filter((line) => / (warning|error) /.test(line));
    return { before, elsewhere, during, after, busy, memory: memory.toFixed(0) + later, counts, said, logged };
  } finally {
    await server.stop();
  }
}

const list = (object) => Object.entries(object).map(([name, value]) => `${name} ${Number(value.toFixed?.(1) ?? value)}`).join(', ');
const ms = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

console.log('| fault | offers that arrived | p50 ms without / elsewhere / with | p99 ms without / elsewhere / with | CPU | MB, 30 s later | attacker | server |');
console.log('|---|---|---|---|---|---|---|---|');
for (const fault of wanted) {
  const { before, elsewhere, during, after, busy, memory, counts, said, logged } = await endure(fault);
  if (before.arrived < 1 || after.arrived < 1) console.error(`${fault}: ${before.arrived} before, ${after.arrived} after`);
  console.log(
    `| ${fault} | ${(100 * during.arrived).toFixed(1)} % | ${ms(before.p50)} / ${ms(elsewhere.p50)} / ${ms(during.p50)} | ` +
      `${ms(before.p99)} / ${ms(elsewhere.p99)} / ${ms(during.p99)} | ${(100 * busy).toFixed(0)} % | ${memory} | ${list(counts)} | ${list(said)} |`,
  );
  for (const line of [...new Set(logged.map((text) => text.replace(/^\S+ /, '').replace(/:\d+/g, '')))].slice(0, 3)) console.error(`  ${fault}: ${line}`);
}
