// SPDX-License-Identifier: MIT
// How a booth ends whose camera is one of PipeWire.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { Devices } from '../support/devices.mjs';

const file = fileURLToPath(new URL('hotplug.toml', import.meta.url));

describe('a booth with a camera of PipeWire in use', { timeout: 120_000 }, () => {
  let devices;
  const run = async () => {
    const booth = await Callbooth.run(file, [], { env: devices.env });
    await booth.reach((board) => board['device.camera.state'] === 'running' && board['device.camera'], 'the camera runs');
    return booth;
  };
  const ends = async (booth) => assert.deepEqual(await booth.stop(), { code: 0, signal: null }, booth.report());

  before(async () => {
    devices = await Devices.start();
    devices.plugCamera('first', 'red');
    devices.plugCamera('second', 'blue');
  });
  after(() => devices?.stop());

  it('ends without an error, each time', async () => {
    for (let round = 0; round < 6; ++round) await ends(await run());
  });

  it('ends without an error while it changes its camera', async () => {
    for (let round = 0; round < 6; ++round) {
      const booth = await run();
      for (let i = 0; i < round; ++i) booth.say('/camera next');
      booth.say('/camera second');
      await ends(booth);
    }
  });
});
