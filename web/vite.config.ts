// SPDX-License-Identifier: MIT
import { defineConfig } from 'vite';

const server = process.env.CALLBOOTH_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  base: './',
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
    },
  },
});
