// SPDX-License-Identifier: MIT

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

import { ping } from './turn.mjs';

// ICE agents bind their sockets to a network card, and reach 127.0.0.1 over none.
const ownAddress = () =>
  Object.values(networkInterfaces())
    .flat()
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';

const freePort = (address) =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, address, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

/** A coturn of our own, with this `static-auth-secret` and nothing but what is told here. */
export async function startCoturn(secret) {
  const folder = await mkdtemp(join(tmpdir(), 'callbooth-coturn-'));
  const address = ownAddress();
  const port = await freePort(address);
  const options = {
    'listening-ip': address,
    'listening-port': port,
    'relay-ip': address,
    realm: 'callbooth.test',
    'static-auth-secret': secret,
    userdb: join(folder, 'users'),
    pidfile: join(folder, 'pid'),
    'log-file': 'stdout',
  };
  const flags = ['-n', '--use-auth-secret', '--no-cli', '--no-tls', '--no-dtls', '--no-tcp', '--simple-log'];
  const settings = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const coturn = spawn('turnserver', [...flags, ...settings], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
  const exited = new Promise((resolve, reject) => coturn.once('exit', resolve).once('error', reject));
  await Promise.race([ping({ address, port }), exited.then((code) => Promise.reject(new Error(`turnserver exited with ${code}`)))]);
  return {
    address,
    port,
    url: `turn:${address}:${port}`,
    stop: async () => {
      coturn.kill('SIGKILL'); // it has nothing to save
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}
