// SPDX-License-Identifier: MIT
// A booth whose cameras, microphones and speakers come and go in a call, and what its partner sees and hears.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { Devices } from '../support/devices.mjs';
import { poll } from '../support/poll.mjs';
import { Ear, Screen } from '../support/witness.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const near = (value, wanted, tolerance) => Math.abs(value - wanted) <= tolerance;
const alike = (one, other) => one.every((value, index) => near(value, other[index], 30));
const interval = 1000 / 15; // of the pictures, in milliseconds

const red = [255, 0, 0];
const blue = [0, 0, 255];
const green = [0, 255, 0];
const dark = [48, 48, 48];
const black = [0, 0, 0];

describe('a booth whose devices come and go', { timeout: 450_000 }, () => {
  let devices, server, booth, witness, first, second, low, high, loud, quiet;
  let screen, ear; // of the partner
  let own; // the booth's screen

  /** Polls, and tells what the booth wrote when it is in vain. */
  const become = (condition, what) =>
    poll(condition, what, 30_000).catch((error) => {
      throw new Error(`${error.message}\n${booth.report(15)}`);
    });
  const sees = (what, colour) => become(() => screen.colour && alike(screen.colour, colour), `the partner sees ${what}`);
  /** Resolves to how long that took, in milliseconds. */
  const hears = async (what, frequency, with_ = ear) => {
    const asked = performance.now();
    await become(() => near(with_.tone(), frequency, 30), `${what} is heard`);
    return Math.round(performance.now() - asked);
  };

  const listed = async (kind, name) => {
    const from = booth.lines.length;
    await become(() => {
      booth.say(`/${kind}`);
      return booth.lines.slice(from).some((line) => line.includes(` ${name}`));
    }, `the ${kind} ${name} is listed`);
  };
  /** How long it took from `since` until the partner saw that colour, and the longest gap meanwhile. */
  const figures = (t, what, since, colour) => {
    const seen = screen.since(since).find((picture) => alike(picture.colour, colour));
    const gap = screen.longestGap(since);
    const took = `seen after ${Math.round(seen.at - since)} ms`;
    t.diagnostic(`${what}: ${took}, longest gap ${Math.round(gap)} ms, ${(gap / interval).toFixed(1)} pictures`);
  };
  const call = async () => {
    witness.say('/call booth');
    await booth.reach((board) => board['call.state'] === 'connected', 'the booth is in the call');
  };

  before(async () => {
    [devices, server, screen, ear, own] = [
      await Devices.start(),
      await Callbooth.serve(beside('server.toml')),
      await Screen.open(),
      await Ear.open(),
      await Screen.open(),
    ];
    first = devices.plugCamera('first', 'red');
    low = await devices.plugMicrophone('low', 400);
    const url = `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`;
    [booth, witness] = [
      await Callbooth.run(beside('hotplug.toml'), [url, `--render.video=${own.fragment}`], { env: devices.env }),
      await Callbooth.run(beside('witness.toml'), [
        ...[url, `--render.video=${screen.fragment}`, `--render.audio=${ear.fragment}`],
      ]),
    ];
    await booth.reach((board) => board['signaling.state'] === 'ready', 'the booth is at the server');
    await witness.reach((board) => board['signaling.state'] === 'ready', 'the witness is at the server');
    await call();
    await sees('the first camera', red);
    await hears('the first microphone', 400);
  });
  after(async () => {
    for (const running of [booth, witness, server]) await running?.stop();
    for (const watching of [screen, ear, own]) watching?.close();
    await devices?.stop();
  });

  it('changes its camera and its microphone in the call', async (t) => {
    second = devices.plugCamera('second', 'blue');
    high = await devices.plugMicrophone('high', 1000);
    await listed('camera', 'second');
    const asked = performance.now();
    booth.say('/camera second');
    await sees('the second camera', blue);
    figures(t, 'another camera', asked, blue);
    assert.ok(!screen.since(asked).some(({ colour }) => alike(colour, dark)), 'one camera follows the other');
    booth.say('/microphone high');
    t.diagnostic(`another microphone: heard after ${await hears('the second microphone', 1000)} ms`);
    const board = await booth.status();
    assert.equal(board['device.camera'], 'second');
    assert.equal(board['device.microphone'], 'high');
  });

  it('goes back and forth between cameras that stay plugged in', async () => {
    for (let round = 0; round < 3; ++round) {
      booth.say('/camera first');
      await sees('the first camera', red);
      booth.say('/camera next');
      await sees('the second camera', blue);
    }
  });

  it('takes another camera when its own is pulled, and comes back to it', async () => {
    await second.pull();
    await sees('the first camera', red);
    second = devices.plugCamera('second', 'blue');
    await sees('the second camera again', blue);
  });

  it('shows a dark picture when no camera is left, and goes on with the first that comes', async (t) => {
    await first.pull();
    const pulled = performance.now();
    await second.pull();
    await sees('a dark picture', dark);
    figures(t, 'the camera is pulled', pulled, dark);
    await booth.reach((board) => board['device.camera.state'] === 'missing', 'the board tells it');
    first = devices.plugCamera('first', 'green');
    await sees('the first camera', green);
  });

  it('takes a camera that delivers nothing for one that is gone, and tries it again', async (t) => {
    const frozen = performance.now();
    first.freeze();
    await sees('a dark picture', dark);
    figures(t, 'the camera freezes', frozen, dark);
    await booth.reach((board) => board['device.camera.state'] === 'missing', 'it counts as gone');
    assert.ok(booth.lines.some((line) => line.includes('camera first is lost: it delivers nothing')), booth.report());
    first.thaw();
    await sees('the camera again', green);
    await booth.reach((board) => board['device.camera.state'] === 'running', 'it is used again');
  });

  it('sends silence when no microphone is left, and goes on with the one that comes back', async () => {
    await low.pull();
    await high.pull();
    await hears('silence', 0);
    high = await devices.plugMicrophone('high', 1000);
    await hears('the second microphone', 1000);
  });

  it('plays its partner on a speaker that comes, changes, goes and comes back', async (t) => {
    quiet = await devices.plugSpeaker('quiet');
    const plugged = await hears('the partner on the only speaker', 600, quiet.ear);
    loud = await devices.plugSpeaker('loud');
    const preferred = await hears('the partner on the preferred speaker', 600, loud.ear);
    await hears('nothing on the other one', 0, quiet.ear);
    booth.say('/speaker quiet');
    const chosen = await hears('the partner on the chosen speaker', 600, quiet.ear);
    await hears('nothing on the preferred one', 0, loud.ear);
    await quiet.pull();
    const left = await hears('the partner on the one that is left', 600, loud.ear);
    quiet = await devices.plugSpeaker('quiet');
    const again = await hears('the partner on the chosen one again', 600, quiet.ear);
    t.diagnostic(`a speaker comes: heard after ${plugged}, ${preferred} and ${again} ms`);
    t.diagnostic(`a speaker is chosen: heard after ${chosen} ms; pulled: heard on another one after ${left} ms`);
  });

  it('goes on with the picture when no speaker is left', async (t) => {
    const pulled = performance.now();
    await loud.pull();
    await quiet.pull();
    await booth.reach((board) => board['device.speaker.state'] === 'missing', 'the board tells it');
    const count = own.pictures.length;
    await become(() => own.pictures.length > count + 15, 'more pictures of the partner come');
    const gap = own.longestGap(pulled);
    t.diagnostic(`no speaker: longest gap in the picture ${Math.round(gap)} ms, ${(gap / interval).toFixed(1)} pictures`);
  });

  it('plays in time on a speaker that stood still, without stuttering after it', async (t) => {
    loud = await devices.plugSpeaker('loud', { still: true });
    await become(() => loud.ear.tone() > 0, 'the speaker moves');
    const stuttered = await hears('the partner', 600, loud.ear);
    t.diagnostic(`a speaker stood still: it plays without a gap after ${stuttered} ms`);
    assert.ok(stuttered < 1000, `${stuttered} ms`);
  });

  it('has done all that in one call, with one encoder', async () => {
    const board = await booth.status();
    assert.equal(board['booth.calls'], '1');
    assert.equal(board['capture.starts'], '1');
    assert.equal(board['call.state'], 'connected');
  });

  it('is muted at once, and in the next call too', async (t) => {
    let asked = performance.now();
    booth.say('/mute video');
    await sees('black', black);
    figures(t, 'muted', asked, black);
    await hears('the microphone', 1000);
    booth.say('/mute audio');
    await hears('silence', 0);
    const board = await booth.status();
    assert.equal(board['mute.video'], 'on');
    assert.equal(board['mute.audio'], 'on');
    booth.say('/hangup');
    await booth.reach((now) => !now['call.state'], 'the call is over');
    const before = screen.pictures.length;
    asked = performance.now();
    await call();
    await become(() => screen.pictures.length > before + 5, 'the partner gets pictures');
    assert.ok(screen.since(asked).every(({ colour }) => alike(colour, black)), 'and all of them are black');
    assert.equal(ear.tone(), 0);
    booth.say('/unmute');
    await sees('the camera', green);
    await hears('the microphone', 1000);
    assert.equal((await booth.status())['capture.starts'], '1');
  });
});
