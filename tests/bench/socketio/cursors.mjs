// SPDX-License-Identifier: MIT
// How long an echo takes beside a crowd whose cursors move. Those who measure are in a process of their own, and get
// nothing of the cursors.

import { setTimeout as sleep } from 'node:timers/promises';

import { cpuSeconds, residentBytes } from '../server/processes.mjs';
import { Crowds } from './crowds.mjs';

const rate = 200; // echoes a second
const probes = 50; // clients

export async function measureCursors({ url, pid }, { clients, seconds, processes }) {
  const crowd = new Crowds(processes);
  const prober = new Crowds(1);
  await prober.ask('join', { url, count: probes, space: '/' });
  await crowd.ask('join', { url, count: clients, space: '/cursors' });
  await crowd.ask('move');
  await sleep(2000); // until it runs evenly
  const [before, cpu] = [await crowd.total('count'), cpuSeconds(pid)];
  await prober.ask('probe', { rate });
  await sleep(seconds * 1000);
  const [times] = await prober.ask('times');
  const result = {
    'ms of an echo: p50': times.p50,
    'ms of an echo: p99': times.p99,
    'ms of an echo: longest': times.max,
    'updates that arrive in a second': ((await crowd.total('count')) - before) / seconds,
    'CPU of the server, %': (100 * (cpuSeconds(pid) - cpu)) / seconds,
    'MB of the server': residentBytes(pid) / 1e6,
  };
  for (const crowds of [crowd, prober]) {
    await crowds.ask('leave');
    crowds.stop();
  }
  return result;
}
