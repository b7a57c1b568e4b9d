// SPDX-License-Identifier: MIT
// Usage: crowd.mjs URL
// Clients that connect and stay. Reads how many there shall be, a number a line; answers `COUNT SECONDS` when they are
// open, with how long the new ones took.

import { createInterface } from 'node:readline';

import { Client } from '../../conformance/client.mjs';

const AT_ONCE = 100;

const [, , url] = process.argv;
const clients = [];

async function grow(size) {
  const connect = async () => {
    while (clients.length + opening < size) {
      opening += 1;
      const client = await Client.open(url);
      opening -= 1;
      clients.push(client);
    }
  };
  let opening = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, connect));
}

for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now();
  await grow(Number(line));
  console.log(`${clients.length} ${(performance.now() - began) / 1000}`);
}
process.exit();
