// SPDX-License-Identifier: MIT
// npm's socket.io on Node.js, with ws. Prints its URL.

import { createServer } from 'node:http';

import { Server } from 'socket.io';

import { limits, serve } from './handlers.mjs';

const http = createServer();
serve(new Server(http, limits));
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
