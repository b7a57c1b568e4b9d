// SPDX-License-Identifier: MIT
// The servers that are compared. Each starts as `{ url, pid, stop }`.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { Callbooth } from '../../support/callbooth.mjs';

const bun = process.env.BUN;

/** The server does not outlive this process. */
function bound({ url, pid, stop }) {
  const kill = () => process.kill(pid);
  process.once('exit', kill);
  return { url, pid, stop: () => process.off('exit', kill) && stop() };
}

export async function startOurs(overrides = []) {
  const server = await Callbooth.serve(fileURLToPath(new URL('server.toml', import.meta.url)), overrides);
  return bound({ url: server.url, pid: server.pid, stop: () => server.stop() });
}

async function startScript(program, name, env = {}) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(program, [file], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const stop = () => new Promise((resolve) => child.once('exit', resolve) && child.kill());
  return bound({ url: value, pid: child.pid, stop });
}

/** Where BUN names the program of npm's `bun`, with what is installed beside it. */
function onBun() {
  const engine = createRequire(pathToFileURL(bun)).resolve('@socket.io/bun-engine');
  return {
    'socket.io on Bun': () => startScript(bun, 'bun_server.mjs', { BUN_ENGINE: engine }),
    uWebSockets: () => startScript(bun, 'uws_server.mjs'),
  };
}

export const servers = {
  Callbooth: () => startOurs(),
  'npm socket.io': () => startScript(process.execPath, 'node_server.mjs'),
  ...(bun ? onBun() : {}),
};
