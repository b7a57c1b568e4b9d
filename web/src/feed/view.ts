// SPDX-License-Identifier: MIT

import { explainLink } from '../common/server_status';
import { Chart } from './chart';
import { type Reading, numberOf } from './reading';
import type { Source } from './source';
import { formatNumber, formatTime, texts } from './texts';

/** What is known of one feed. */
export class FeedView {
  private readonly place: HTMLElement;
  private readonly charts = new Map<string, Chart>();
  /** The last ones, newest first. */
  private rows: Reading[] = [];

  constructor(
    private readonly source: Source,
    template: HTMLTemplateElement,
    parent: HTMLElement,
  ) {
    const part = template.content.firstElementChild?.cloneNode(true);
    if (!(part instanceof HTMLElement)) throw new Error('the template of a feed is empty');
    this.place = parent.appendChild(part);
  }

  /** `now` is `end` unless the page is paused. */
  show(now: number, end: number, span: number): void {
    this.showState(now);
    if (now === end) this.rows = this.source.rows.slice().reverse();
    const text = this.rows[0]?.text ?? texts.nothing;
    if (this.part('.latest').textContent !== text) this.part('.latest').textContent = text;
    for (const name of this.source.series.keys()) this.draw(name, end, span);
    const details = this.part('details');
    details.hidden = this.rows.length === 0;
    if (details.hasAttribute('open')) this.fillTable();
  }

  private showState(now: number): void {
    const place = this.part('.state');
    const [kind, text] = this.state(now);
    place.dataset.state = kind;
    if (place.textContent !== text) place.textContent = text;
    this.part('h2').textContent = this.source.name;
  }

  private draw(name: string, end: number, span: number): void {
    const { offset, series } = this.source;
    const points = series.get(name)?.between(end - span - offset, end - offset) ?? [];
    const chart = this.charts.get(name) ?? this.addChart(name);
    chart.draw(points.map(({ time, value }) => ({ time: time + offset, value })), end - span, end);
  }

  private state(now: number): [string, string] {
    const { link, refusal, isReady } = this.source;
    const { state } = texts;
    if (link === 'refused') return ['lost', explainLink(link, refusal)];
    if (link !== 'connected') return [link, state[link]];
    if (!isReady) return ['lost', state.away];
    const since = this.source.silentSince(now);
    if (since !== null) return ['interrupted', state.silent(formatTime(since))];
    return this.source.latest ? ['connected', state.connected] : ['connecting', state.waiting];
  }

  private addChart(name: string): Chart {
    const chart = new Chart(name);
    this.charts.set(name, chart);
    this.part('.charts').append(chart.figure);
    return chart;
  }

  private fillTable(): void {
    const names = [...new Set(this.rows.flatMap(({ values }) => [...values.keys()]))];
    this.part('thead').replaceChildren(tableRow('th', [texts.time, ...names]));
    this.part('tbody').replaceChildren(
      ...this.rows.map(({ time, values }) => {
        const cells = names.map((name) => values.get(name) ?? '');
        const shown = cells.map((cell) => (numberOf(cell) === null ? cell : formatNumber(Number(cell))));
        return tableRow('td', [formatTime(time + this.source.offset), ...shown]);
      }),
    );
  }

  private part(selector: string): HTMLElement {
    const found = this.place.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`no ${selector} in a feed`);
    return found;
  }
}

function tableRow(kind: 'th' | 'td', cells: string[]): HTMLTableRowElement {
  const row = document.createElement('tr');
  for (const text of cells) {
    const cell = document.createElement(kind);
    cell.textContent = text;
    if (cell instanceof HTMLTableCellElement && kind === 'th') cell.scope = 'col';
    row.append(cell);
  }
  return row;
}
