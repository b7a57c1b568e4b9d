// SPDX-License-Identifier: MIT

import qrcode from 'qrcode-generator';

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** Modules of white around the code, as the standard wants it. */
const MARGIN = 4;

/** Draws `text` as a QR code into `place`. */
export function drawCode(place: Element, text: string): void {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const dark: string[] = [];
  for (let row = 0; row < size; ++row) {
    for (let column = 0; column < size; ++column) {
      if (code.isDark(row, column)) dark.push(`M${column + MARGIN} ${row + MARGIN}h1v1h-1z`);
    }
  }
  const path = document.createElementNS(NAMESPACE, 'path');
  path.setAttribute('d', dark.join(''));
  place.setAttribute('viewBox', `0 0 ${size + 2 * MARGIN} ${size + 2 * MARGIN}`);
  place.replaceChildren(path);
}
