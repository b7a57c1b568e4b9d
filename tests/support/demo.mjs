// SPDX-License-Identifier: MIT

import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

import { Callbooth } from './callbooth.mjs';

const file = fileURLToPath(new URL('../../pipelines/demo.toml', import.meta.url));

/** What scripts/demo runs, on a free port. */
export async function startDemo() {
  const port = await freePort();
  const addresses = [
    `--plugin.peerjs.url=ws://127.0.0.1:${port}/signaling`,
    `--plugin.find.url=http://127.0.0.1:${port}/find`,
  ];
  const demo = await Callbooth.serve(file, addresses, { port });
  await demo.waitFor(/looking for a partner/, 60_000);
  return demo;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
