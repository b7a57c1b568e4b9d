// SPDX-License-Identifier: MIT

/** Passes on the newest value, not more often than every `interval` milliseconds. */
export class Throttle<T> {
  private waiting: { value: T } | null = null;
  private timer = 0;

  constructor(
    private readonly interval: number,
    private readonly pass: (value: T) => void,
  ) {}

  push(value: T): void {
    this.waiting = { value };
    if (this.timer === 0) this.flush();
  }

  private flush(): void {
    this.timer = 0;
    if (!this.waiting) return;
    const { value } = this.waiting;
    this.waiting = null;
    this.timer = window.setTimeout(() => this.flush(), this.interval);
    this.pass(value);
  }
}
