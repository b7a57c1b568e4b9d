// SPDX-License-Identifier: MIT

/** Milliseconds, all of them. */
export class Histogram {
  #values = [];

  add(value) {
    this.#values.push(value);
  }

  summary() {
    const sorted = this.#values.sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
    return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
