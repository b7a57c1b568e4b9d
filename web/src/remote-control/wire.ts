// SPDX-License-Identifier: MIT

/** One connection, which carries lines of JSON both ways. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

export interface WireEvents {
  opened(): void;
  received(text: string): void;
  /** Once, also where it never opened. */
  closed(): void;
}
