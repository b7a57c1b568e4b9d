// SPDX-License-Identifier: MIT
// Cameras, microphones and speakers of our page in the browser that BROWSER names: chosen, lost, refused and found again.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { poll } from '../support/poll.mjs';
import { Site, browserName } from '../support/site.mjs';


describe(`devices in ${browserName}`, { timeout: 300_000 }, () => {
  const site = new Site();
  const { arrive, meet } = site;
  const notice = (visitor, pattern) =>
    poll(async () => pattern.test(await visitor.text('#notice-text')), `the notice says ${pattern}`);
  const noNotice = (visitor) =>
    poll(() => visitor.page.$eval('#notice', (place) => !place.checkVisibility()), 'there is no notice');
  /** The id of the camera that the call's picture comes from. */
  const sentCamera = (visitor) =>
    visitor.page.evaluate(() => {
      const senders = window.rtcConnections.at(-1).getSenders().concat(window.rtcConnections.at(-2)?.getSenders() ?? []);
      return senders.find(({ track }) => track?.kind === 'video')?.track.getSettings().deviceId;
    });

  // Firefox has one camera to play with; pages.test.mjs switches there between it and none.
  const severalCameras = { skip: browserName !== 'chromium' };
  it('are switched within the call, and chosen again on the next visit', severalCameras, async () => {
    const [ann, bob] = await meet();
    const [first, , other] = await ann.devices('#camera');
    const connections = await ann.connectionsMade();
    assert.equal(await sentCamera(ann), first);
    await ann.page.select('#camera', other);
    await poll(async () => (await sentCamera(ann)) === other, 'the picture comes from the other camera');
    await bob.sees('320x240');
    assert.equal(await ann.connectionsMade(), connections);
    await ann.page.reload();
    await ann.connected();
    assert.equal(await sentCamera(ann), other);
  });

  it('that vanish are replaced by a placeholder within the call, and come back by themselves', async () => {
    const [ann, bob] = await meet();
    const connections = await ann.connectionsMade();
    const [camera] = await ann.devices('#camera');
    await ann.page.evaluate(unplugCamera);
    await notice(ann, /No camera found/);
    assert.equal(await ann.page.$eval('#camera', (select) => select.value), 'none');
    await bob.sees('320x240'); // of the placeholder
    await ann.page.evaluate(plugCamera);
    await noNotice(ann);
    await poll(async () => (await sentCamera(ann)) === camera, 'the camera is back');
    assert.equal(await ann.connectionsMade(), connections);
    assert.equal(await ann.state('media'), 'connected');
  });

  const troubles = [
    ['are denied', { audio: 'NotAllowedError', video: 'NotAllowedError' }, /may not use your microphone and camera/],
    ['are busy', { audio: 'NotReadableError', video: 'NotReadableError' }, /Another program may be using it/],
    ['do not exist', { audio: 'NotFoundError', video: 'NotFoundError' }, /No microphone or camera found/],
    ['fail alone', { video: 'NotReadableError' }, /Your camera cannot be opened/],
  ];
  for (const [what, devices, says] of troubles) {
    it(`that ${what} are named, and tried again at a press`, async () => {
      const [ann, bob] = await meet({ devices });
      await notice(ann, says);
      await bob.sees('320x240');
      if (!devices.audio) await bob.listens();
      await ann.page.evaluate(() => Object.keys(window.refusals).forEach((kind) => delete window.refusals[kind]));
      await ann.page.click('#notice-action');
      await noNotice(ann);
      await poll(async () => Boolean(await sentCamera(ann)), 'the camera is sent');
      await bob.listens();
    });
  }

  it('are heard at the meter, and not while they are muted', async () => {
    const ann = await arrive();
    await ann.page.click('#open-settings');
    const level = () => ann.page.$eval('#level', (meter) => Number(meter.ariaValueNow));
    await poll(async () => (await level()) > 20, 'the meter shows the microphone');
    await ann.page.click('#settings .close');
    await ann.page.click('#mute-audio');
    // The tone of a test comes and goes.
    const levels = [];
    await poll(async () => levels.push(await level()) > 15 && levels.slice(-15).every((one) => one === 0), 'the meter rests');
  });

  it('for sound are offered, and the chosen one is kept', async () => {
    const [ann] = await meet();
    await ann.devices('#microphone');
    const outputs = await ann.page.$$eval('#speaker option', (options) => options.map(({ value }) => value));
    assert.equal(outputs[0], '');
    const sink = () => ann.page.$eval('#partner-video', (video) => video.sinkId);
    // Firefox lets its own list be opened by a person only, and has no device to play with.
    if (browserName === 'firefox') return assert.equal(outputs.at(-1), 'other');
    assert.ok(outputs.length > 1, 'there are speakers');
    await ann.page.select('#speaker', outputs[1]);
    await poll(async () => (await sink()) === outputs[1], 'the sound goes to the chosen speaker');
    await ann.page.reload();
    await poll(async () => (await sink()) === outputs[1], 'the sound goes there after a reload as well');
    assert.equal(await ann.page.$eval('#speaker', (select) => select.value), outputs[1]);
  });
});

function unplugCamera() {
  window.refusals.video = 'NotFoundError';
  window.unplug(document.getElementById('own-video').srcObject.getVideoTracks()[0]);
}

function plugCamera() {
  delete window.refusals.video;
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
}
