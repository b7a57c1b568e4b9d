// SPDX-License-Identifier: MIT
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const server = process.env.CALLBOOTH_SERVER ?? 'http://localhost:8080';
const limitKilobytes = 150;

/** Says how much a visitor has to fetch, and fails when it is too much. */
function weigh(): Plugin {
  return {
    name: 'weigh',
    writeBundle(_, bundle) {
      const contents = Object.values(bundle).map((part) => (part.type === 'chunk' ? part.code : part.source));
      const kilobytes = contents.reduce((sum, content) => sum + gzipSync(content).length, 0) / 1000;
      const verdict = `the page is ${kilobytes.toFixed(1)} kB gzipped; ${limitKilobytes} kB are allowed`;
      if (kilobytes > limitKilobytes) this.error(verdict);
      console.log(verdict);
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [weigh()],
  build: {
    target: 'es2022',
    modulePreload: false,
    reportCompressedSize: true,
  },
  // `npm run dev` shows the page with live reload, and asks a running `callbooth run` for the rest.
  server: {
    proxy: {
      '/signaling': { target: server, ws: true },
      '/find': { target: server },
      '/ice': { target: server },
    },
  },
});
