// SPDX-License-Identifier: MIT

import { element, setting } from '../common/dom';
import { remember, remembered } from '../common/memory';
import { Page } from '../common/page';
import { type LinkState, ServerStatus, noRefusal } from '../common/server_status';
import { texts as common } from '../common/texts';
import { Throttle } from '../common/throttle';
import { LONGEST_SPAN_MS, Source } from './source';
import { formatTime, texts } from './texts';
import { FeedView } from './view';

const FEEDS = 8;
const SPANS_MS = [60_000, 5 * 60_000, LONGEST_SPAN_MS];
const DRAW_MS = 250;
const TICK_MS = 1000;
/** The worst first, which the page's head shows. */
const order: LinkState[] = ['refused', 'missing', 'lost', 'connecting', 'connected'];

/** Paths of our server that the page's address names (`?feed=/btc&feed=/eth`), or the one that its head does. */
function pathsOf(address: string): string[] {
  const named = new URL(address).searchParams.getAll('feed').filter((path) => /^\/(?!\/)/.test(path));
  return named.length > 0 ? [...new Set(named)].slice(0, FEEDS) : [setting('feed')];
}

/** Feeds of the server with their charts. */
class Feeds {
  private readonly page = new Page([{ keys: ['P'], meaning: () => texts.pauseKey, act: () => this.pause() }]);
  private readonly status = new ServerStatus(this.page.notices, () => this.sources.forEach((source) => source.connect()));
  private readonly sources = pathsOf(location.href).map(
    (path) => new Source(path, { changed: () => this.changes.push(null), notice: (text) => this.tell(text) }),
  );
  private readonly views = this.sources.map(
    (source) => new FeedView(source, element('feed', HTMLTemplateElement), element('feeds', HTMLDivElement)),
  );
  /** However much comes, the page is drawn a few times a second. */
  private readonly changes = new Throttle<null>(DRAW_MS, () => this.draw());
  private readonly span = element('span', HTMLSelectElement);
  private link: LinkState = 'connecting';
  /** When the person has stopped the page; null while it moves. */
  private pausedAt: number | null = null;

  start(): void {
    element('pause', HTMLButtonElement).addEventListener('click', () => this.pause());
    this.listSpans();
    this.span.addEventListener('change', () => {
      remember('span', this.span.value);
      this.draw();
    });
    document.addEventListener('toggle', () => this.draw(), true);
    window.addEventListener('resize', () => this.changes.push(null));
    window.setInterval(() => this.changes.push(null), TICK_MS);
    this.page.start(() => this.speak());
    for (const source of this.sources) source.connect();
  }

  private listSpans(): void {
    this.span.replaceChildren(...SPANS_MS.map((span) => new Option('', String(span))));
    const before = remembered('span') ?? '';
    this.span.value = SPANS_MS.map(String).includes(before) ? before : String(SPANS_MS[1]);
  }

  private pause(): void {
    this.pausedAt = this.pausedAt === null ? Date.now() : null;
    element('pause', HTMLButtonElement).ariaPressed = String(this.pausedAt !== null);
    this.speak();
  }

  private tell(text: string): void {
    const action = { label: () => common.page.close, act: () => this.page.notices.set('notice', null) };
    this.page.notices.set('notice', { text: () => text, good: true, action });
  }

  private speak(): void {
    this.status.speak();
    for (const option of this.span.options) option.textContent = texts.minutes(Number(option.value) / 60_000);
    const paused = this.pausedAt === null ? '' : texts.pausedAt(formatTime(this.pausedAt));
    element('paused', HTMLParagraphElement).textContent = paused;
    this.draw();
  }

  private draw(): void {
    const now = Date.now();
    this.showLink();
    for (const view of this.views) {
      view.show(now, this.pausedAt ?? now, Number(this.span.value));
    }
  }

  /** One notice for all; which feed it is about stands beside that. */
  private showLink(): void {
    const worst = order.find((state) => this.sources.some(({ link }) => link === state)) ?? 'connecting';
    if (worst === this.link) return;
    this.link = worst;
    this.status.enter(worst, this.sources.find(({ link }) => link === worst)?.refusal ?? noRefusal);
  }
}

new Feeds().start();
