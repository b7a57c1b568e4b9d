// SPDX-License-Identifier: MIT
// npm's `peer` as a process. Its options are the JSON in the first argument; the port is any free one.

import { PeerServer } from 'peer';

const options = JSON.parse(process.argv[2]);
const server = PeerServer({ ...options, host: '127.0.0.1', port: 0 }, (http) => {
  console.log(`listening on http://127.0.0.1:${http.address().port}`);
});
// Without a listener the first message that is no JSON would end the process.
server.on('error', () => {});
