// SPDX-License-Identifier: MIT
// The server that tests of Socket.IO talk to: the pipeline file for conformance suites.

import { Callbooth } from './callbooth.mjs';

const file = new URL('socketio-echo.toml', import.meta.url).pathname;

/** Overrides are `--section.key=value`. */
export const serveEcho = (overrides = []) => Callbooth.serve(file, overrides);

/** The first time that `emitter` emits `event`: its arguments. */
export const once = (emitter, event, milliseconds = 10_000) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no '${event}' in ${milliseconds} ms`)), milliseconds);
    emitter.once(event, (...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });

/** Any other server of both protocols can be tested as well: its URL. */
export const foreign = process.env.SOCKETIO_URL;
