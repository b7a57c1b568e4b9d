// SPDX-License-Identifier: MIT
// Our Socket.IO server and npm's, one after the other, with the same clients: figures for each second of the server's
// CPU. By hand, with the folders of the plugins and of tests/support in CALLBOOTH_PLUGIN_PATH: docs/performance.md.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { WebSocket } from 'ws';

import { poll } from '../support/poll.mjs';
import { serveEcho } from '../support/socketio_server.mjs';
import { cpuSeconds, residentBytes } from './server/processes.mjs';

const clients = Number(process.argv[2] ?? 1000);
const seconds = Number(process.argv[3] ?? 4);
const window = 10; // messages of an echo client that are under way
const echoing = 50; // clients
const payload = 'x'.repeat(100);

async function ours() {
  const patient = ['interval', 'timeout'].map((name) => `--plugin.socketio.ping-${name}=25`);
  const server = await serveEcho(patient);
  return { url: server.url, pid: server.pid, stop: () => server.stop() };
}

async function npms() {
  const file = fileURLToPath(new URL('../support/socketio_npm_echo.mjs', import.meta.url));
  const env = { ...process.env, PING_INTERVAL: '25000', PING_TIMEOUT: '25000' };
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { url: value, pid: child.pid, stop: () => child.kill() };
}

/** A client in `/`; `on` gets its events as text. */
function join(url, on) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const text = data.toString();
      if (text[0] === '0') socket.send('40');
      else if (text === '2') socket.send('3');
      else if (text.startsWith('42["auth"')) resolve(socket);
      else if (text.startsWith('42')) on(socket, text);
    });
  });
}

async function joinAll(url, count, on) {
  const sockets = [];
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(50, count - sockets.length) }, () => join(url, on));
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

const leave = async (sockets) => {
  sockets.forEach((socket) => socket.close());
  await poll(() => sockets.every((socket) => socket.readyState === WebSocket.CLOSED), 'they leave');
};

/** What `count` tells, for each second of CPU that passes meanwhile. */
async function rate(pid, count) {
  const [before, cpu] = [count(), cpuSeconds(pid)];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return Math.round((count() - before) / (cpuSeconds(pid) - cpu));
}

async function echo({ url, pid }) {
  let echoed = 0;
  const message = `42["message","${payload}"]`;
  const sockets = await joinAll(url, echoing, (socket) => {
    ++echoed;
    socket.send(message);
  });
  for (const socket of sockets) for (let i = 0; i < window; ++i) socket.send(message);
  const result = await rate(pid, () => echoed);
  await leave(sockets);
  return result;
}

async function fanOut({ url, pid }) {
  let arrived = 0;
  const message = `42["to-all","${payload}"]`;
  const sockets = await joinAll(url, clients, (socket) => {
    ++arrived;
    if (arrived % clients === 0 && socket.readyState === WebSocket.OPEN) sockets[0].send(message);
  });
  sockets[0].send(message);
  const result = await rate(pid, () => arrived);
  await leave(sockets);
  return result;
}

async function connections({ url, pid }) {
  const [memory, cpu] = [residentBytes(pid), cpuSeconds(pid)];
  const sockets = await joinAll(url, clients, () => {});
  const result = {
    'connections for a CPU-second': Math.round(clients / Math.max(cpuSeconds(pid) - cpu, 0.01)),
    'bytes for an idle connection': Math.round((residentBytes(pid) - memory) / clients),
  };
  await leave(sockets);
  return result;
}

for (const [name, start] of Object.entries({ callbooth: ours, 'npm socket.io': npms })) {
  const server = await start();
  console.log(name, {
    ...(await connections(server)),
    'echoes for a CPU-second': await echo(server),
    'messages of a fan-out for a CPU-second': await fanOut(server),
  });
  await server.stop();
}
process.exit(0);
