// SPDX-License-Identifier: MIT
// A waiting line as it is built in Node.js today, to compare ours with: GET /find?id=ID. Whoever asks is there.

import http from 'node:http';

const waiting = new Set(); // in the order of their joining

const server = http.createServer((request, response) => {
  const id = new URL(request.url, 'http://localhost').searchParams.get('id');
  waiting.add(id);
  for (const other of waiting) {
    if (other === id) continue;
    waiting.delete(id);
    waiting.delete(other);
    response.end(other);
    return;
  }
  response.writeHead(404).end('Not found');
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on('end', () => process.exit());
