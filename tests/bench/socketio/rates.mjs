// SPDX-License-Identifier: MIT
// Connections, echoes and a fan-out, for each second of the server's CPU.

import { setTimeout as sleep } from 'node:timers/promises';

import { cpuSeconds, residentBytes } from '../server/processes.mjs';
import { Crowds } from './crowds.mjs';

/** What `count` tells, for each second of the server's CPU that passes meanwhile. */
async function rate(pid, crowds, seconds) {
  await sleep(300); // until it runs evenly
  const [before, cpu] = [await crowds.total('count'), cpuSeconds(pid)];
  await sleep(seconds * 1000);
  return ((await crowds.total('count')) - before) / (cpuSeconds(pid) - cpu);
}

async function withCrowd({ url }, { count, processes }, use) {
  const crowds = new Crowds(processes);
  await crowds.ask('join', { url, count, space: '/' });
  const result = await use(crowds);
  await crowds.ask('leave');
  crowds.stop();
  return result;
}

async function connect({ url, pid }, { clients, processes }) {
  const [memory, cpu] = [residentBytes(pid), cpuSeconds(pid)];
  return withCrowd({ url }, { count: clients, processes }, async () => ({
    'connections per CPU-second': clients / Math.max(cpuSeconds(pid) - cpu, 0.01),
    'bytes of an idle connection': (residentBytes(pid) - memory) / clients,
  }));
}

const echo = (server, seconds, count, window) =>
  withCrowd(server, { count, processes: 1 }, async (crowds) => {
    await crowds.ask('echo', { window });
    return rate(server.pid, crowds, seconds);
  });

const fanOut = (server, seconds, count, talkers) =>
  withCrowd(server, { count, processes: 1 }, async (crowds) => {
    await crowds.ask('fanOut', { talkers });
    return rate(server.pid, crowds, seconds);
  });

export async function measureRates(server, { clients, seconds, processes }) {
  return {
    ...(await connect(server, { clients, processes })),
    'echoes per CPU-second, 500 clients with 1 on its way': await echo(server, seconds, 500, 1),
    'echoes per CPU-second, 50 clients with 10 on their way': await echo(server, seconds, 50, 10),
    [`messages per CPU-second of a fan-out to ${clients}, 1 on its way`]: await fanOut(server, seconds, clients, 1),
    [`messages per CPU-second of a fan-out to ${clients}, 20 on their way`]: await fanOut(server, seconds, clients, 20),
  };
}
