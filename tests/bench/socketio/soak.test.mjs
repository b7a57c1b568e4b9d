// SPDX-License-Identifier: MIT
// The small size of `bench.mjs --mode soak`.

import assert from 'node:assert/strict';
import test from 'node:test';

import { soak } from './soak.mjs';

test('a crowd of Socket.IO clients that has gone leaves nothing behind', async () => {
  const { before, first, last, counts } = await soak({ clients: 50, seconds: 4, processes: 1, pause: 500 });
  assert.ok(counts.visits >= 50 && counts.messages >= 50, JSON.stringify(counts));
  assert.deepEqual([last.sessions, last.sockets, last.webSockets], [0, 0, 0]);
  assert.ok(last.descriptors <= before.descriptors + 1, `${last.descriptors} descriptors of ${before.descriptors}`);
  // ASan keeps what was freed.
  if (!process.env.ASAN_OPTIONS) assert.ok(last.MB < first.MB + 4, `${last.MB} MB after ${first.MB}`);
});
