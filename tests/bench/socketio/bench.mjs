// SPDX-License-Identifier: MIT
// Usage: bench.mjs [--mode rates|cursors|soak] [--clients N] [--seconds S] [--rounds R] [--processes P]
// Our Socket.IO server beside npm's and, where BUN names the program of npm's `bun`, beside uWebSockets, in turn and with
// the same clients. docs/performance.md has the figures, and says what CALLBOOTH and CALLBOOTH_PLUGIN_PATH have to be.

import { parseArgs } from 'node:util';

import { measureCursors } from './cursors.mjs';
import { median } from './histogram.mjs';
import { measureRates } from './rates.mjs';
import { servers } from './servers.mjs';
import { soak } from './soak.mjs';

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'rates' },
    clients: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    processes: { type: 'string', default: '4' },
    only: { type: 'string' },
  },
});
const options = (clients, seconds) => ({
  clients: Number(values.clients ?? clients),
  seconds: Number(values.seconds ?? seconds),
  processes: Number(values.processes),
});

/** Medians of all rounds, a line for each figure and a column for each server. */
function print(all) {
  const names = Object.keys(all);
  console.log(`| | ${names.join(' | ')} |\n|---|${names.map(() => '---|').join('')}`);
  for (const figure of Object.keys(all[names[0]][0])) {
    const medians = names.map((name) => median(all[name].map((one) => one[figure])));
    console.log(`| ${figure} | ${medians.map((value) => Number(value.toPrecision(4))).join(' | ')} |`);
  }
}

async function compare(measure, settings) {
  const all = {};
  for (let round = 0; round < Number(values.rounds); ++round)
    for (const [name, start] of Object.entries(servers)) {
      if (values.only && values.only !== name) continue;
      const server = await start();
      const figures = await measure(server, settings);
      console.error(name, figures);
      (all[name] ??= []).push(figures);
      await server.stop();
    }
  print(all);
}

const modes = {
  rates: () => compare(measureRates, options(1000, 3)),
  cursors: () => compare(measureCursors, options(1000, 20)),
  soak: () => soak(options(10_000, 600)),
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1)); // with its children
await modes[values.mode]();
process.exit();
