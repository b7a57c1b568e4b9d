// SPDX-License-Identifier: MIT
// Runs under Bun, whose server is uWebSockets: npm's socket.io with the engine named by BUN_ENGINE. Prints its URL.

import { Server } from 'socket.io';

import { limits, serve } from './handlers.mjs';

const { Server: Engine } = await import(process.env.BUN_ENGINE);
const io = new Server();
const engine = new Engine({ path: '/socket.io/', ...limits });
io.bind(engine);
serve(io);
const server = Bun.serve({ port: 0, hostname: '127.0.0.1', ...engine.handler() });
console.log(`http://127.0.0.1:${server.port}`);
