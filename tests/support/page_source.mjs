// SPDX-License-Identifier: MIT

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const web = new URL('../../web/', import.meta.url);
const { build } = createRequire(new URL('package.json', web))('esbuild');

/** The exports of a module of the page's source, which may need no more of a browser than the test gives it. */
export async function pageModule(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`src/${name}.ts`, web))],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

/** In place of `window`: time that passes when the test says so. */
export class FakeWindow {
  #now = 0;
  #timers = new Map();
  #last = 0;

  setTimeout = (act, delay) => {
    this.#timers.set(++this.#last, { act, at: this.#now + delay });
    return this.#last;
  };

  clearTimeout = (id) => this.#timers.delete(id);

  pass(milliseconds) {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at);
      if (due.length === 0) break;
      const [[id, { act, at }]] = due;
      this.#timers.delete(id);
      this.#now = at;
      act();
    }
    this.#now = end;
  }
}
