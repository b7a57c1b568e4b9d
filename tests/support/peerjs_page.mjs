// SPDX-License-Identifier: MIT
// A page with nothing but npm's `peerjs`, of one of its versions, and what an application does with it.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const dist = (version, file) => fileURLToPath(new URL(`../node_modules/${version}/dist/${file}`, import.meta.url));

/** In the page. Keeps all connections and what comes over them by label. */
async function begin({ id, options, msgpack }) {
  const serializers = {};
  if (msgpack) {
    const address = URL.createObjectURL(new Blob([msgpack], { type: 'text/javascript' }));
    serializers.MsgPack = (await import(address)).MsgPack;
  }
  const peer = new window.peerjs.Peer(id, {
    host: location.hostname,
    port: Number(location.port),
    config: { iceServers: [] },
    serializers,
    ...options,
  });
  const plain = (value) => {
    if (value instanceof ArrayBuffer) return { base64: btoa(String.fromCharCode(...new Uint8Array(value))) };
    if (ArrayBuffer.isView(value)) return plain(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
    if (Array.isArray(value)) return value.map(plain);
    if (value && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
    return value;
  };
  const rich = (value) => {
    if (Array.isArray(value)) return value.map(rich);
    if (!value || typeof value !== 'object') return value;
    if (typeof value.base64 === 'string') return Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rich(inner)]));
  };
  const hex = async (bytes) =>
    [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((b) => b.toString(16).padStart(2, '0')).join('');
  const app = (window.app = { peer, errors: [], seen: {} });
  peer.on('error', (error) => app.errors.push(error.type));
  app.watch = (connection) => {
    const seen = (app.seen[connection.label] = {
      connection,
      open: false,
      closed: false,
      got: [],
      errors: [],
      about: [connection.metadata ?? null, connection.serialization, connection.reliable ?? null],
    });
    connection.on('open', () => (seen.open = true));
    connection.on('close', () => (seen.closed = true));
    connection.on('error', (error) => seen.errors.push(String(error)));
    connection.on('data', async (data) => {
      if (data?.byteLength > 1e6 || data?.size > 1e6) {
        const bytes = data.arrayBuffer ? await data.arrayBuffer() : data;
        seen.got.push({ size: bytes.byteLength, sha256: await hex(bytes) });
      } else {
        seen.got.push(plain(data));
      }
    });
  };
  peer.on('connection', app.watch);
  app.connect = (to, label, how) => app.watch(peer.connect(to, { label, ...how }));
  app.send = (label, value) => void app.seen[label].connection.send(rich(value));
  /** Sends so many bytes that cannot be compressed or mistaken as one array; their checksum. */
  app.sendMany = async (label, size) => {
    const bytes = new Uint8Array(size);
    const block = crypto.getRandomValues(new Uint8Array(65536));
    for (let at = 0; at < size; at += block.length) {
      block[0] = at / block.length;
      bytes.set(block.subarray(0, Math.min(block.length, size - at)), at);
    }
    app.seen[label].connection.send(bytes);
    return hex(bytes);
  };
  app.close = (label) => app.seen[label].connection.close();
  app.state = (label) => {
    const { connection, ...rest } = app.seen[label] ?? {};
    return { ...rest, there: Boolean(connection?.peerConnection) };
  };
  await new Promise((resolve, reject) => (peer.on('open', resolve), peer.on('error', reject)));
  return peer.id;
}

/** A page of `browser` at the server, with peerjs of this version (a package's name) and `options` for its Peer. */
export async function peerjsPage(browser, url, version, options = {}, id = undefined) {
  const page = await browser.newPage(url);
  await page.evaluate(await readFile(dist(version, 'peerjs.min.js'), 'utf8'));
  const msgpack = version === 'peerjs' ? await readFile(dist(version, 'serializer.msgpack.mjs'), 'utf8') : null;
  page.peerId = await page.evaluate(begin, { id, options, msgpack });
  /** Calls a function of `window.app` above. */
  page.app = (name, ...words) => page.evaluate((f, all) => window.app[f](...all), name, words);
  return page;
}
