// SPDX-License-Identifier: MIT
// Runs under Bun, whose server is uWebSockets: accepts WebSockets and answers each as PeerServer does, with OPEN.
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, self) => (self.upgrade(request) ? undefined : new Response('', { status: 404 })),
  websocket: { open: (socket) => { socket.send('{"type":"OPEN"}'); }, message: () => {} },
});
console.log(`listening on http://127.0.0.1:${server.port}`);
