// SPDX-License-Identifier: MIT
// Booths at the systems, each with its file in pipelines/.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';

import { Callbooth } from './callbooth.mjs';

const fileOf = (name) => fileURLToPath(new URL(`../../pipelines/${name}.toml`, import.meta.url));
// What a test can afford, and nothing on a screen.
const small = [
  '--capture.video=videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=15/1',
  '--capture.audio=audiotestsrc is-live=true freq=440 volume=0.4',
  '--render.video=fakesink sync=true',
  '--render.audio=fakesink sync=true',
];

/** Those that a test has started, at the server whose address `url` returns. */
export class SystemBooths {
  #running = [];

  constructor(url) {
    this.url = url;
  }

  #start = async (system, ...overrides) => {
    const booth = await Callbooth.run(fileOf(system), overrides);
    this.#running.push(booth);
    return booth;
  };

  /** One without a camera. */
  enter = (system, ...overrides) =>
    this.#start(system, `--plugin.socketio-client.url=${this.url()}`, '--plugin.socketio-client.reconnect-max=1', ...overrides);

  come = (system, ...overrides) => this.enter(system, ...small, ...overrides);

  /** It is in the queue as soon as it is there, with its id at the PeerServer of `peerServer`. */
  queueUp = (peerServer) => this.come('queue', `--plugin.peerjs.url=${peerServer.replace('http', 'ws')}/signaling`);

  /** In a room by invitation, or where it opens one. */
  room = async (...overrides) => {
    const where = `--plugin.rooms-client.url=${this.url().replace('http', 'ws')}/rooms`;
    const link = `--plugin.rooms-client.link=${this.url()}/rooms.html?room={room}`;
    const booth = await Callbooth.run(fileOf('room'), [where, link, '--plugin.rooms-client.reconnect-max=2', ...small, ...overrides]);
    this.#running.push(booth);
    return booth;
  };

  /** It looks for a partner with FIND, or over HTTP where the signaling server does not know that. */
  find = (signaling = this.url()) =>
    this.#start(
      'booth',
      ...small,
      `--plugin.peerjs.url=${signaling.replace('http', 'ws')}/signaling`,
      `--plugin.find.url=${this.url()}/find`,
      '--plugin.find.answer-timeout=0.3',
    );

  async kill(booth) {
    await booth.kill();
    this.#running = this.#running.filter((one) => one !== booth);
  }

  async stop() {
    for (const booth of this.#running.splice(0)) assert.equal((await booth.stop()).code, 0, booth.report());
  }
}

/** Of a booth in a list of peers, once it is there. */
export async function idOf(booth) {
  const board = await booth.reach((now) => now['signaling.state'] === 'ready', 'the booth is at the server');
  return board['signaling.id'];
}

export function decodes(board) {
  return (
    Number(board['call.video.received.frames']) > 10 &&
    board['call.video.received.size'] === '320x240' &&
    Number(board['call.audio.received.level']) > -50
  );
}

/** The booth decodes picture and sound. */
export function receives(booth) {
  return booth.reach(decodes, 'the booth decodes picture and sound');
}

export async function callsOf(booth) {
  return Number((await booth.status())['booth.calls']);
}
