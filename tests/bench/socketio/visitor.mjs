// SPDX-License-Identifier: MIT
// Clients of Socket.IO that come by polling, go over to a WebSocket, talk and go, in one of the ways in which clients go.

import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from './client.mjs';

const RS = '\x1e';

/** One session. Rejects when something does not go as the protocol says. */
export class Visit {
  constructor(url, from) {
    this.url = url;
    this.from = from;
    this.agent = new Agent({ keepAlive: true, localAddress: from });
  }

  async come() {
    const [open] = await this.#get('');
    this.sid = JSON.parse(open.slice(1)).sid;
    await this.post('40');
    const packets = await this.#get(this.sid);
    if (!packets[0].startsWith('40{')) throw new Error(`not admitted: ${packets[0]}`);
  }

  /** Ends between the probe and the upgrade when `isHalf`. */
  async upgrade(isHalf) {
    const { promise, resolve, reject } = deferred();
    const onMessage = (_, text) => (text === '3probe' ? resolve() : this.onMessage?.(text));
    this.client = new Client(this.url, { from: this.from, sid: this.sid, onMessage, onClose: () => reject(new Error('closed')) });
    this.client.send('2probe');
    const rest = this.#drain();
    rest.catch(() => {}); // it may fail before it is waited for
    await promise;
    if (isHalf) return;
    await rest;
    this.client.send('5');
    this.agent.destroy();
  }

  /** Sends a message and waits for it to come back. */
  async talk(text) {
    if (this.client.socket.destroyed) throw new Error('closed while it was silent');
    const { promise, resolve, reject } = deferred();
    this.onMessage = (message) => message.startsWith('42["message-back"') && resolve();
    const lost = () => reject(new Error('closed while it talks'));
    this.client.socket.once('close', lost);
    this.client.send(`42["message","${text}"]`);
    await promise;
    this.client.socket.off('close', lost);
  }

  post(body) {
    return this.#request('POST', this.sid, body);
  }

  /** What waits, until the server ends the GET because of the probe. */
  async #drain() {
    for (;;) if ((await this.#get(this.sid)).includes('6')) return;
  }

  async #get(sid) {
    return (await this.#request('GET', sid)).split(RS);
  }

  #request(method, sid, body) {
    const path = `/socket.io/?EIO=4&transport=polling${sid && `&sid=${sid}`}`;
    const { promise, resolve, reject } = deferred();
    const options = { method, agent: this.agent, headers: body ? { 'Content-Length': body.length } : {} };
    const sent = request(this.url + path, options, (response) => {
      let text = '';
      response.setEncoding('latin1').on('data', (chunk) => (text += chunk));
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode} ${text}`))));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
    return promise;
  }
}

function deferred() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}

/** How clients go, by how often. */
const ways = {
  'close frame': 4,
  'goodbye of Engine.IO': 3,
  'vanish from a WebSocket': 3,
  'goodbye while polling': 1,
  'vanish while polling': 1,
  'vanish during the upgrade': 1,
};
const all = Object.entries(ways).flatMap(([way, times]) => Array(times).fill(way));

const ends = {
  'close frame': (visit) => visit.client.close(),
  'goodbye of Engine.IO': (visit) => visit.client.send('1'),
  'vanish from a WebSocket': (visit) => visit.client.vanish(),
  'goodbye while polling': (visit) => visit.post('1'),
  'vanish while polling': () => {},
  'vanish during the upgrade': (visit) => visit.client.vanish(),
};

const counts = { visits: 0, messages: 0, failed: 0, failure: '' };

async function stay(visit, { until, pause }) {
  while (performance.now() < until) {
    await visit.talk('x'.repeat(100));
    ++counts.messages;
    await sleep(Math.min(pause, until - performance.now()));
  }
}

async function pass(visit, way, time) {
  await visit.come();
  if (!way.endsWith('while polling')) await visit.upgrade(way.endsWith('the upgrade'));
  if (visit.client && !way.endsWith('the upgrade')) await stay(visit, time);
  await ends[way](visit);
}

/** A visit that begins now. */
function drawTime(life, end) {
  const duration = (0.5 + Math.random()) * life;
  return { until: Math.min(performance.now() + duration, end), pause: duration / 12 };
}

/** One place of the crowd: a client after the other, until `end`. */
async function occupy({ url, from, life }, end) {
  await sleep(Math.random() * life);
  while (performance.now() < end) {
    const visit = new Visit(url, from);
    try {
      await pass(visit, all[Math.floor(Math.random() * all.length)], drawTime(life, end));
      ++counts.visits;
    } catch (error) {
      ++counts.failed;
      counts.failure ||= String(error);
      await sleep(life / 10);
    } finally {
      visit.agent.destroy();
      visit.client?.socket.unref();
    }
  }
}

process.on('message', async ({ count, index, url, seconds, life }) => {
  Object.assign(counts, { visits: 0, messages: 0, failed: 0, failure: '' });
  const end = performance.now() + seconds * 1000;
  const from = `127.0.1.${index + 1}`;
  await Promise.all(Array.from({ length: count }, () => occupy({ url, from, life }, end)));
  process.send({ result: counts });
});
process.on('disconnect', () => process.exit());
