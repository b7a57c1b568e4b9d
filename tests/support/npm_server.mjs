// SPDX-License-Identifier: MIT

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Runs a script of ours around npm's `peer`; returns where it listens, and `stop()`. */
export async function startNpmServer(script, ...options) {
  const child = spawn(process.execPath, [script, ...options]);
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /listening on (\S+)/.exec(line);
    if (match) return { url: match[1], stop: () => child.kill() };
  }
  throw new Error(`${script} did not start`);
}
