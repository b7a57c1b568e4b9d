// SPDX-License-Identifier: MIT

/**
 * Asks `condition` every so many ms until it returns something truthy, and returns that. The error names `what`, and
 * what came last.
 */
export async function poll(condition, what, timeout = 20_000, every = 100) {
  const deadline = performance.now() + timeout;
  let last;
  for (;;) {
    try {
      last = await condition();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      const shown = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`not within ${timeout / 1000} s: ${what} (last: ${shown})`);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
