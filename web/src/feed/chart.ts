// SPDX-License-Identifier: MIT

import { rangeOf, ticks, timeTicks } from './scale';
import type { Point } from './series';
import { formatNumber, formatTime, texts } from './texts';

const NAMESPACE = 'http://www.w3.org/2000/svg';
const BOTTOM = 22;
const TOP = 8;
const RIGHT = 10;
const CHARACTER = 7.2;
const TICK_WIDTH = 90;
const TICK_HEIGHT = 44;

interface Frame {
  left: number;
  width: number;
  height: number;
  x: (time: number) => number;
  y: (value: number) => number;
}

/** One value over time: its name, its number of now, and the line. */
export class Chart {
  readonly figure = document.createElement('figure');
  private readonly now = document.createElement('b');
  private readonly svg = document.createElementNS(NAMESPACE, 'svg');

  constructor(private readonly name: string) {
    const caption = document.createElement('figcaption');
    const title = document.createElement('span');
    title.textContent = name;
    title.dir = 'auto';
    caption.append(title, this.now);
    this.svg.setAttribute('role', 'img');
    this.figure.append(caption, this.svg);
  }

  /** `points`: from `begin`, or shortly before, to `end`. */
  draw(points: readonly Point[], begin: number, end: number): void {
    const last = points.at(-1);
    if (!last) return;
    const values = points.map(({ value }) => value);
    const [now, low, high] = [last.value, Math.min(...values), Math.max(...values)].map(formatNumber) as [string, string, string];
    this.now.textContent = now;
    this.svg.setAttribute('aria-label', texts.chart(this.name, now, low, high));
    const { clientWidth, clientHeight } = this.svg;
    if (clientWidth === 0) return;
    this.svg.setAttribute('viewBox', `0 0 ${clientWidth} ${clientHeight}`);
    const range = rangeOf(values);
    const scale = ticks(...range, Math.floor(clientHeight / TICK_HEIGHT));
    const left = 12 + CHARACTER * Math.max(...scale.map((value) => formatNumber(value).length), 2);
    const frame = frameOf(left, clientWidth - left - RIGHT, clientHeight - TOP - BOTTOM, range, [begin, end]);
    const times = timeTicks(begin, end, Math.max(1, Math.floor(frame.width / TICK_WIDTH)));
    this.svg.replaceChildren(
      ...scale.flatMap((value) => row(frame, value)),
      ...times.map((time) => column(frame, time)),
      ...line(frame, points, begin, end),
    );
  }
}

type Range = [number, number];

function frameOf(left: number, width: number, height: number, [low, high]: Range, [begin, end]: Range): Frame {
  return {
    left,
    width,
    height,
    x: (time) => left + (width * (time - begin)) / (end - begin),
    y: (value) => TOP + (height * (high - value)) / (high - low),
  };
}

function row({ left, width, y }: Frame, value: number): SVGElement[] {
  const at = y(value);
  const grid = make('path', { class: 'grid', d: `M${left} ${at}h${width}` });
  return [grid, label(formatNumber(value), { x: left - 8, y: at + 4, 'text-anchor': 'end' })];
}

function column({ left, width, height, x }: Frame, time: number): SVGElement {
  const at = Math.min(Math.max(x(time), left + 26), left + width - 22);
  return label(formatTime(time), { x: at, y: TOP + height + 17, 'text-anchor': 'middle' });
}

/** A value counts until the next one comes. */
function line({ x, y }: Frame, points: readonly Point[], begin: number, end: number): SVGElement[] {
  const steps = points.map(({ time, value }, index) => {
    const at = x(Math.max(time, begin)).toFixed(1);
    return index === 0 ? `M${at} ${y(value).toFixed(1)}` : `H${at}V${y(value).toFixed(1)}`;
  });
  const last = points.at(-1);
  const [cx, cy] = last ? [x(Math.max(last.time, begin)), y(last.value)] : [0, 0];
  return [
    make('path', { class: 'line', d: steps.join('') }),
    make('path', { class: 'held', d: `M${cx} ${cy}H${x(end)}` }),
    make('circle', { class: 'dot', cx, cy, r: 4.5 }),
  ];
}

function label(text: string, attributes: Record<string, string | number>): SVGElement {
  const place = make('text', attributes);
  place.textContent = text;
  return place;
}

function make(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}
