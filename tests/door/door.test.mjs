// SPDX-License-Identifier: MIT
// The server's reader of requests beside Node.js' parser, on mutated heads and pipelines: wherever both accept, they
// agree on the number of the requests, on their targets and on their bodies. DOOR_INPUTS and DOOR_SEED choose how many
// inputs there are, and which.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

const { HTTPParser, methods } = createRequire(import.meta.url)('_http_common');
const COUNT = Number(process.env.DOOR_INPUTS ?? 20_000);
const SEED = Number(process.env.DOOR_SEED ?? 1);
const seeds = readdirSync(process.env.SEEDS).map((name) => readFileSync(join(process.env.SEEDS, name), 'latin1'));

/** Numbers below `limit`, the same ones for the same seed (mulberry32). */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

const fragments = [
  '\r\n', '\n', '\r', ' ', '\t', '\0', ':', ',', ';', '\x0b', '\xa0', '0', '-', '+', '\r\n\r\n', '\r\n ', '%00', '#', '//', '0\r\n\r\n', '1\r\na\r\n0\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'Host: b\r\n', 'Content-Length: 5\r\n', 'content-length:5\r\n', 'Content-Length: 05\r\n', 'Content-Length: 5, 5\r\n',
  'Content-Length : 5\r\n', 'Content-Length: 0x5\r\n', 'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: identity\r\n', 'Transfer-Encoding: chunked, identity\r\n',
  'Transfer-Encoding:\x0bchunked\r\n', 'TE: trailers\r\n', 'Expect: 100-continue\r\n', 'Connection: close\r\n', 'Connection: keep-alive\r\n',
  'Connection: Upgrade\r\nUpgrade: h2c\r\n', 'HTTP/1.0', 'HTTP/1.1', 'POST', 'http://a/', 'X: y\r\n', 'hello',
];

function mutate(random) {
  let text = seeds[random(seeds.length)];
  for (let edits = random(4); edits >= 0; --edits) {
    const at = random(text.length + 1);
    const lines = text.split('\r\n');
    const line = random(lines.length);
    switch (random(7)) {
      case 0: text = text.slice(0, at) + fragments[random(fragments.length)] + text.slice(at); break;
      case 1: text = text.slice(0, at) + text.slice(at + 1 + random(4)); break;
      case 2: text = text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1); break;
      case 3: lines.splice(line, 0, lines[random(lines.length)]); text = lines.join('\r\n'); break;
      case 4: lines.splice(line, 0, fragments[random(fragments.length)].trim()); text = lines.join('\r\n'); break;
      case 5: lines.splice(line, 1); text = lines.join('\r\n'); break;
      case 6: text += seeds[random(seeds.length)]; break;
    }
  }
  return text;
}

/** What Node.js' parser makes of the bytes of one connection. */
function readWithNode(bytes) {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, 65536);
  const requests = [];
  let current;
  let early = ''; // the target of a head with many fields
  parser[HTTPParser.kOnHeaders] = (headers, url) => { early += url; };
  parser[HTTPParser.kOnHeadersComplete] = (major, minor, headers, method, url) => {
    const target = url ?? early;
    early = '';
    current = { method: methods[method], target: target.replace(/^https?:\/\/[^/]*/, ''), body: '' };
  };
  parser[HTTPParser.kOnBody] = (piece) => { current.body += piece.toString('latin1'); };
  parser[HTTPParser.kOnMessageComplete] = () => requests.push(current);
  const result = parser.execute(bytes);
  return { requests, failed: result instanceof Error };
}

/** What the server's reader makes of each of them. */
async function readWithOurs(inputs) {
  const reader = spawn(process.env.READ_REQUESTS, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = [];
  createInterface({ input: reader.stdout }).on('line', (line) => answers.push(JSON.parse(line)));
  for (const bytes of inputs) {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    reader.stdin.write(Buffer.concat([size, bytes]));
  }
  reader.stdin.end();
  await new Promise((resolve) => reader.on('close', resolve));
  assert.equal(answers.length, inputs.length);
  return answers;
}

test('the reader and Node.js agree on each request that both accept', async () => {
  const random = randomNumbers(SEED);
  let compared = 0;
  let both = 0;
  for (let done = 0; done < COUNT; done += 10_000) {
    const inputs = [];
    while (inputs.length < Math.min(10_000, COUNT - done)) inputs.push(Buffer.from(mutate(random), 'latin1'));
    const answers = await readWithOurs(inputs);
    inputs.forEach((bytes, index) => {
      const ours = answers[index];
      const theirs = readWithNode(bytes);
      const shared = Math.min(ours.requests.length, theirs.requests.length);
      const why = `${JSON.stringify(bytes.toString('latin1'))}\n${JSON.stringify(ours)}\n${JSON.stringify(theirs)}`;
      assert.deepEqual(ours.requests.slice(0, shared), theirs.requests.slice(0, shared), why);
      if (ours.end === '' && !theirs.failed) assert.equal(ours.requests.length, theirs.requests.length, why);
      compared += shared;
      both += ours.end === '' && !theirs.failed ? 1 : 0;
    });
  }
  console.log(`${COUNT} inputs, ${both} accepted whole by both, ${compared} requests compared`);
  assert.ok(both > COUNT / 50, 'both accept enough of them');
});
