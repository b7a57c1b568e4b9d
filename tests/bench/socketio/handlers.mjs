// SPDX-License-Identifier: MIT
// What socket.io does in the bench, on Node.js and on Bun: the same as our plugins `socketio-echo` and `cursors`.

export const limits = { pingInterval: 25_000, pingTimeout: 60_000, maxHttpBufferSize: 1e6 };
const bytesPerSecond = 100e6; // of updates, as `cursors` limits them

/** Sends the state of all cursors when it has changed, in intervals that grow with its bytes times `clients()`. */
export function announce(all, clients, send) {
  let changed = false;
  const tick = () => {
    const text = changed ? JSON.stringify(all) : '';
    if (changed) send(text);
    changed = false;
    setTimeout(tick, Math.max(100, (1000 * text.length * clients()) / bytesPerSecond)).unref();
  };
  setTimeout(tick, 100).unref();
  return () => (changed = true);
}

const clamped = (number) => Math.min(Math.max(number, 0), 1);

export function serve(io) {
  io.on('connection', (socket) => {
    socket.emit('auth', socket.handshake.auth);
    socket.on('message', (...values) => socket.emit('message-back', ...values));
    socket.on('to-all', (...values) => io.emit('from-one', ...values));
  });
  const all = {};
  const space = io.of('/cursors');
  const change = announce(all, () => space.sockets.size, () => space.volatile.emit('update', all));
  space.on('connection', (socket) => {
    const { id } = socket;
    all[id] = { id, x: Math.random(), y: Math.random() };
    change();
    socket.emit('update', all);
    socket.on('update', ({ x, y }) => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return;
      all[id] = { id, x: clamped(x), y: clamped(y) };
      change();
    });
    socket.on('disconnect', () => {
      delete all[id];
      change();
    });
  });
}
