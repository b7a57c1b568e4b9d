// SPDX-License-Identifier: MIT
// Usage: demo_check.mjs URL
// The demo at URL serves its page with all that this loads, and its booth is met over the wire.

import assert from 'node:assert/strict';

import { Member } from '../support/member.mjs';

const url = process.argv[2].replace(/\/$/, '');

const fetched = async (path) => {
  const response = await fetch(url + path);
  assert.equal(response.status, 200, path);
  return response.text();
};

const page = await fetched('/');
assert.match(page, /<title>.*<\/title>/);
const assets = [...page.matchAll(/(?:src|href)="\.?(\/assets\/[^"]+)"/g)].map(([, path]) => path);
assert.ok(assets.length > 0, 'the page loads its assets');
await Promise.all(assets.map(fetched));

const visitor = await Member.enter({ url }, 'fresh');
visitor.find({});
const { peer } = await visitor.hears('MATCH');
assert.ok(peer, 'the booth has an id');
await visitor.leave();
console.log(`a page with ${assets.length} assets, and the booth ${peer}`);
