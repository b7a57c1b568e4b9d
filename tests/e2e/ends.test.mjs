// SPDX-License-Identifier: MIT
// How a booth ends, with cameras of PipeWire, sound of PulseAudio and test sources, at any moment of its life.

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

/** The same numbers from 0 to 1 in each run; `ENDS_SEED` for others. */
const random = (() => {
  let state = Number(process.env.ENDS_SEED ?? 1);
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
})();

describe('a booth that ends at a random moment', { timeout: 480_000 }, () => {
  const rounds = Number(process.env.ENDS_ROUNDS ?? 100);
  const after_the_start = 1500; // of milliseconds, in which everything is opened
  let devices;
  before(async () => {
    devices = await Devices.start();
    devices.plugCamera('first', 'red');
    devices.plugCamera('second', 'blue');
    await devices.plugMicrophone('low', 400);
    await devices.plugSpeaker('quiet');
  });
  after(() => devices?.stop());

  const nothing = { XDG_RUNTIME_DIR: '/proc/nowhere', PULSE_SERVER: 'unix:/proc/nowhere' };
  const kinds = {
    'devices of PipeWire and PulseAudio': () => ({ env: devices.env }),
    'sound of PulseAudio that has no place': () => ({
      env: devices.env,
      overrides: ['--capture.audio=pulsesrc', '--render.audio=pulsesink'],
    }),
    'test sources': () => ({ env: { ...devices.env, ...nothing } }),
  };
  const commands = ['/camera next', '/microphone next', '/speaker next', '/mute', '/camera second'];

  for (const [name, kind] of Object.entries(kinds))
    it(`leaves nothing wrong: ${name}`, async () => {
      for (let round = 0; round < Math.ceil(rounds / Object.keys(kinds).length); ++round) {
        const { env, overrides } = kind();
        const booth = await Callbooth.run(file, overrides ?? [], { env, ready: /./ });
        const moment = random() * after_the_start;
        await new Promise((resolve) => setTimeout(resolve, moment));
        if (random() < 0.5) booth.say(commands[Math.floor(random() * commands.length)]);
        const how = await booth.stop();
        assert.deepEqual(how, { code: 0, signal: null }, `round ${round}, after ${moment} ms\n${booth.report()}`);
      }
    });
});
