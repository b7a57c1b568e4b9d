// SPDX-License-Identifier: MIT
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin, type Rollup } from 'vite';

const server = process.env.CALLBOOTH_SERVER ?? 'http://localhost:8080';
const limitKilobytes = 150;

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const pages = folder('pages');
const names = readdirSync(pages).filter((name) => name.endsWith('.html'));

/** Fills `<!-- part NAME -->` in a page with src/common/parts/NAME.html, which several pages have in common. Of
    `<!-- part NAME OTHER -->`, the part OTHER fills the `<!-- slot -->` in that, and the word OTHER each `$word`. */
function parts(): Plugin {
  const read = (name: string) => readFileSync(folder(`src/common/parts/${name}.html`), 'utf8').trim();
  const fill = (html: string): string =>
    html.replace(/<!-- part ([a-z-]+)(?: ([a-z-]+))? -->/g, (_, name: string, other = '') =>
      fill(read(name).replaceAll('$word', other).replace('<!-- slot -->', () => (other ? read(other) : ''))),
    );
  return { name: 'parts', transformIndexHtml: { order: 'pre', handler: fill } };
}

/** Prints how much a visitor of each page has to fetch, and fails when one is too large. */
function weigh(): Plugin {
  return {
    name: 'weigh',
    writeBundle(_, bundle) {
      for (const name of names) {
        const bytes = [...filesOf(name, bundle)].reduce((sum, file) => sum + gzipped(bundle[file]), 0);
        const verdict = `${name} is ${(bytes / 1000).toFixed(1)} kB gzipped; ${limitKilobytes} kB are allowed`;
        if (bytes > limitKilobytes * 1000) this.error(verdict);
        console.log(verdict);
      }
    },
  };
}

function gzipped(part: Rollup.OutputAsset | Rollup.OutputChunk | undefined): number {
  return part ? gzipSync(part.type === 'chunk' ? part.code : part.source).length : 0;
}

/** The page itself, the scripts and styles that it names, and the scripts that those import. */
function filesOf(page: string, bundle: Rollup.OutputBundle): Set<string> {
  const found = new Set([page]);
  const add = (file: string) => {
    const part = bundle[file];
    if (!part || found.has(file)) return;
    found.add(file);
    if (part.type === 'chunk') part.imports.forEach(add);
  };
  const html = bundle[page];
  const source = html?.type === 'asset' ? String(html.source) : '';
  for (const [, file] of source.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) if (file && !names.includes(file)) add(file);
  return found;
}

export default defineConfig({
  root: pages,
  base: './',
  publicDir: folder('public'),
  // Pages name their scripts and styles by the path from web/, which is not below their own folder.
  resolve: { alias: { '/src': folder('src') } },
  plugins: [parts(), weigh()],
  build: {
    target: 'es2022',
    outDir: folder('dist'),
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: { input: names.map((name) => `${pages}/${name}`) },
  },
  // `npm run dev` shows the pages with live reload, and asks a running `callbooth run` for the rest.
  server: {
    fs: { allow: [folder('.')] },
    proxy: {
      '/signaling': { target: server, ws: true },
      '/socket.io': { target: server, ws: true },
      '/find': { target: server },
      '/ice': { target: server },
    },
  },
});
