// SPDX-License-Identifier: MIT
// A booth whose cameras and microphones come and go in a call, and what its partner sees and hears.

import assert from 'node:assert/strict';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { Devices } from '../support/devices.mjs';
import { poll } from '../support/poll.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const sampleRate = 8000;
const near = (value, wanted, tolerance) => Math.abs(value - wanted) <= tolerance;

describe('a booth whose devices come and go', { timeout: 400_000 }, () => {
  let devices, server, booth, witness, first, second, low, high;

  /** The mean [red, green, blue] of what the partner sees. */
  const picture = async () => {
    const bytes = await readFile(join(devices.folder, 'picture'));
    if (bytes.length !== 16 * 16 * 3) return false; // it is being written
    const sum = [0, 0, 0];
    bytes.forEach((value, index) => (sum[index % 3] += value));
    return sum.map((value) => value / 256);
  };
  /** Polls, and tells what the booth wrote when it is in vain. */
  const become = (condition, what) =>
    poll(condition, what, 30_000).catch((error) => {
      throw new Error(`${error.message}\n${booth.report(15)}`);
    });
  const sees = (what, colour) =>
    become(async () => {
      const seen = await picture();
      return seen && seen.every((value, index) => near(value, colour[index], 30));
    }, `the partner sees ${what}`);

  /** The frequency of the last 200 ms that the partner heard, from how often they cross zero; 0 for silence. */
  const tone = async () => {
    const file = await open(join(devices.folder, 'sound'));
    try {
      const { size } = await file.stat();
      const samples = new Int16Array(sampleRate / 5);
      const begin = size - (size % 2) - samples.byteLength;
      if (begin < 0) return -1;
      await file.read(new Uint8Array(samples.buffer), 0, samples.byteLength, begin);
      if (samples.every((value) => Math.abs(value) < 500)) return 0;
      const crossings = samples.filter((value, index) => index > 0 && value < 0 !== samples[index - 1] < 0).length;
      return (crossings / 2) * 5;
    } finally {
      await file.close();
    }
  };
  const hears = (what, frequency) =>
    become(async () => near(await tone(), frequency, 30), `the partner hears ${what}`);

  const listed = async (name) => {
    const from = booth.lines.length;
    await become(() => {
      booth.say('/camera');
      return booth.lines.slice(from).some((line) => line.includes(` ${name}`));
    }, `the camera ${name} is listed`);
  };

  const red = [255, 0, 0];
  const blue = [0, 0, 255];
  const dark = [48, 48, 48];

  before(async () => {
    devices = await Devices.start();
    server = await Callbooth.serve(beside('server.toml'));
    first = devices.plugCamera('first', 'red');
    low = await devices.plugMicrophone('low', 400);
    const url = `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`;
    const files = ['picture', 'sound'].map((file) => join(devices.folder, file));
    const witnessed = (await readFile(beside('witness.toml'), 'utf8')).match(/^(video|audio) = '(.*)'$/gm).map((line, index) => {
      const [, kind, text] = /^(\w+) = '(.*)'$/.exec(line);
      return `--render.${kind}=${text.replace(/location=\w+/, `location=${files[index]}`)}`;
    });
    [booth, witness] = [
      await Callbooth.run(beside('hotplug.toml'), [url], { env: devices.env }),
      await Callbooth.run(beside('witness.toml'), [url, ...witnessed]),
    ];
    await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is at the server');
    await witness.reach((board) => board['signaling.state'] === 'ready', 'the witness is at the server');
    witness.say('/call booth');
    await sees('the first camera', red);
    await hears('the first microphone', 400);
  });
  after(async () => {
    try {
      const board = await booth.status();
      assert.equal(board['booth.calls'], '1'); // one call and one encoder, from the beginning to the end
      assert.equal(board['capture.starts'], '1');
      assert.equal(board['call.state'], 'connected');
    } finally {
      for (const running of [booth, witness, server]) await running?.stop();
      await devices?.stop();
    }
  });

  it('changes its camera and its microphone in the call', async () => {
    second = devices.plugCamera('second', 'blue');
    high = await devices.plugMicrophone('high', 1000);
    await listed('second');
    booth.say('/camera second');
    await sees('the second camera', blue);
    booth.say('/microphone high');
    await hears('the second microphone', 1000);
    const board = await booth.status();
    assert.equal(board['device.camera'], 'second');
    assert.equal(board['device.microphone'], 'high');
  });

  it('takes another camera when its own is pulled, and comes back to it', async () => {
    await first.pull();
    first = devices.plugCamera('first', 'red');
    await listed('first');
    await second.pull();
    await sees('the first camera', red);
    second = devices.plugCamera('second', 'blue');
    await sees('the second camera again', blue);
  });

  it('shows a dark picture when no camera is left, and goes on with the first that comes', async () => {
    await first.pull();
    await second.pull();
    await sees('a dark picture', dark);
    await booth.reach((board) => board['device.camera.state'] === 'missing', 'the board tells it');
    first = devices.plugCamera('first', 'red');
    await sees('the first camera', red);
  });

  it('sends silence when no microphone is left, and goes on with the one that comes back', async () => {
    await low.pull();
    await high.pull();
    await hears('silence', 0);
    high = await devices.plugMicrophone('high', 1000);
    await hears('the second microphone', 1000);
  });
});
