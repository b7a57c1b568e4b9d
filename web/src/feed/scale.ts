// SPDX-License-Identifier: MIT

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);

/** Round numbers from `low` to `high`, `count` of them or fewer. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

/** Round times between the two, in milliseconds, `count` of them or fewer. */
export function timeTicks(begin: number, end: number, count: number): number[] {
  const step = TIME_STEPS.find((size) => (end - begin) / size <= count) ?? end - begin;
  const first = Math.ceil(begin / step) * step;
  return Array.from({ length: Math.floor((end - first) / step) + 1 }, (_, index) => first + index * step);
}

/** The range of the values with some room around it, also where all are the same. */
export function rangeOf(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = high > low ? (high - low) * 0.08 : Math.max(Math.abs(low) * 0.01, 1e-6);
  return [low - room, high + room];
}
