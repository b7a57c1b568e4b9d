// SPDX-License-Identifier: MIT
// A crowd of clients that come, upgrade, talk and go: what is left of them afterwards.

import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { poll } from '../../support/poll.mjs';
import { residentBytes } from '../server/processes.mjs';
import { Crowds } from './crowds.mjs';
import { startOurs } from './servers.mjs';

async function metrics(url) {
  const text = await (await fetch(`${url}/metrics`, { headers: { Connection: 'close' } })).text();
  const sum = (name) =>
    [...text.matchAll(new RegExp(`^callbooth_${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))].reduce((all, [, value]) => all + Number(value), 0);
  return {
    sessions: sum('socketio_sessions'),
    sockets: sum('socketio_sockets'),
    webSockets: sum('websockets'),
    opened: sum('socketio_opened_total'),
    upgraded: sum('socketio_upgraded_total'),
    refused: sum('socketio_refused_total'),
  };
}

const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;

async function state({ url, pid }) {
  const { sessions, sockets, webSockets } = await metrics(url);
  return { sessions, sockets, webSockets, descriptors: descriptors(pid), MB: residentBytes(pid) / 1e6 };
}

/** Until nothing is left of the clients, and then until the server has given back its memory. */
async function settle(server, before, pause) {
  const most = before.descriptors + 1; // with the connection that asks for the metrics
  const left = async () => {
    const now = await state(server);
    return now.sessions + now.sockets + now.webSockets === 0 && now.descriptors <= most && now;
  };
  const now = await poll(left, 'sessions, sockets and descriptors are back', 120_000);
  for (let least = Infinity; now.MB < least; now.MB = residentBytes(server.pid) / 1e6) {
    least = now.MB;
    await sleep(pause);
  }
  return now;
}

const row = (name, { sessions, webSockets, descriptors: files, MB }) =>
  console.log(`| ${name} | ${sessions} | ${webSockets} | ${files} | ${MB.toFixed(1)} |`);

/** Shows the server while `wave` lasts. */
async function watch(server, seconds, wave) {
  let isOver = false;
  wave.then(() => (isOver = true));
  for (let i = 1; i < 10 && !isOver; ++i) {
    await sleep(seconds * 100);
    row(`${(i * seconds) / 10} s`, await state(server));
  }
  return wave;
}

function sum(counts) {
  const total = (name) => counts.reduce((all, one) => all + one[name], 0);
  return { visits: total('visits'), messages: total('messages'), failed: total('failed'), failures: counts.map((one) => one.failure).filter(Boolean) };
}

/** `pause`, in milliseconds, is longer than the server waits before it gives memory back. */
export async function soak({ clients, seconds, processes, pause = 12_000 }) {
  const life = Math.max(seconds / 10, clients / 300); // seconds of a client
  const patience = { interval: Math.max(1, life / 10), timeout: Math.max(2, life / 6) };
  const server = await startOurs(Object.entries(patience).map(([name, value]) => `--plugin.socketio.ping-${name}=${value}`));
  const crowds = new Crowds(processes, fileURLToPath(new URL('visitor.mjs', import.meta.url)));
  const wave = (duration) => crowds.ask('visit', { url: server.url, count: clients, seconds: duration, life: 1000 * life });
  console.log('| | sessions | WebSockets | descriptors | MB |\n|---|---|---|---|---|');
  const before = await state(server);
  row('before', before);
  await wave(life);
  const first = await settle(server, before, pause);
  row('after a first crowd', first);
  const counts = sum(await watch(server, seconds, wave(seconds)));
  const last = await settle(server, before, pause);
  row('afterwards', last);
  const { opened, upgraded, refused } = await metrics(server.url);
  crowds.stop();
  await server.stop();
  console.log({ ...counts, opened, upgraded, refused });
  return { before, first, last, counts };
}
