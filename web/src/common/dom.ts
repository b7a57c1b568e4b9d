// SPDX-License-Identifier: MIT

import { findLinks } from './words';

/** The page's element with this id, which is of this type. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`no ${type.name} #${id} in the page`);
  return found;
}

/** The first element of this type in `parent`. */
export function child<T extends HTMLElement>(parent: Element, type: new () => T): T {
  for (const found of parent.children) if (found instanceof type) return found;
  throw new Error(`no ${type.name} in #${parent.id}`);
}

/** The content of `<meta name="callbooth-NAME">` of the page. */
export function setting(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="callbooth-${name}"]`)?.content ?? `/${name}`;
}

/** The text, which is never markup, with its web addresses as links. They open beside the page, which the other site learns
    nothing of. */
export function linked(text: string): (string | HTMLElement)[] {
  return findLinks(text).map((piece) => (typeof piece === 'string' ? piece : link(piece.text, piece.href)));
}

function link(text: string, href: string): HTMLElement {
  const anchor = document.createElement('a');
  anchor.href = anchor.title = href;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer nofollow ugc';
  anchor.textContent = text;
  return anchor;
}
