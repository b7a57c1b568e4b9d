// SPDX-License-Identifier: MIT

import { element } from '../../common/dom';
import { type CallStats, type Flow, summarise } from '../media/stats';
import { texts } from '../texts';

const INTERVAL_MS = 1000;

/** The panel over the picture that tells how the call does. It asks only while it is open. */
export class ConnectionPanel {
  private readonly panel = element('connection', HTMLDivElement);
  private readonly button = element('open-connection', HTMLButtonElement);
  private readonly rows = element('connection-rows', HTMLTableSectionElement);
  private timer = 0;
  private before: RTCStatsReport | null = null;

  constructor(private readonly ask: () => Promise<RTCStatsReport | null>) {
    this.button.addEventListener('click', () => this.toggle());
  }

  toggle(): void {
    const open = this.panel.hidden;
    this.panel.hidden = !open;
    this.button.ariaExpanded = String(open);
    window.clearInterval(this.timer);
    this.before = null;
    if (!open) return;
    this.timer = window.setInterval(() => void this.refresh(), INTERVAL_MS);
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    const now = await this.ask().catch(() => null);
    const stats = now && summarise(now, this.before);
    this.before = now;
    this.rows.replaceChildren(...(stats ? callRows(stats) : []));
    element('connection-none', HTMLParagraphElement).hidden = stats !== null;
  }
}

function callRows({ received, sent, roundTripMs, relayed }: CallStats): HTMLTableRowElement[] {
  const { connectionPanel: words } = texts;
  const both = (name: string, show: (flow: Flow) => string | undefined, kind: 'audio' | 'video') =>
    row(name, show(received[kind]), show(sent[kind]));
  const rate = ({ kilobitsPerSecond: rate }: Flow) => rate && `${Math.round(rate)} kbit/s`;
  const loss = ({ loss: share }: Flow) => (share === undefined ? undefined : `${(100 * share).toFixed(1)} %`);
  const route = relayed === undefined ? undefined : relayed ? words.relayed : words.direct;
  return [
    both(words.videoCodec, ({ codec }) => codec, 'video'),
    both(words.size, ({ size }) => size, 'video'),
    both(words.frames, ({ framesPerSecond: frames }) => frames?.toFixed(0), 'video'),
    both(words.videoRate, (flow) => rate(flow) || undefined, 'video'),
    both(words.videoLoss, loss, 'video'),
    both(words.audioCodec, ({ codec }) => codec, 'audio'),
    both(words.audioRate, (flow) => rate(flow) || undefined, 'audio'),
    both(words.audioLoss, loss, 'audio'),
    row(words.roundTrip, roundTripMs === undefined ? undefined : `${roundTripMs.toFixed(0)} ms`),
    row(words.route, route),
  ];
}

/** One value spans both directions. */
function row(name: string, ...values: (string | undefined)[]): HTMLTableRowElement {
  const line = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = name;
  line.append(head);
  for (const value of values) {
    const cell = line.insertCell();
    cell.textContent = value ?? '–';
    cell.colSpan = 3 - values.length;
  }
  return line;
}
