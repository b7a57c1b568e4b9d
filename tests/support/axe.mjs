// SPDX-License-Identifier: MIT

import { readFile } from 'node:fs/promises';

const source = new URL('../node_modules/axe-core/axe.min.js', import.meta.url);

/** What axe-core calls serious or critical in the page as it is now, one line each. */
export async function graveFindings(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(source, 'utf8'));
  return page.evaluate(async () => {
    const { violations } = await window.axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`));
  });
}
