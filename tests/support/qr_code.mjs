// SPDX-License-Identifier: MIT

import jsqr from 'jsqr';

/** What the QR code #code of a page says. */
export async function readCode(page) {
  const { data, width, height } = await page.evaluate(pixelsOfCode);
  return jsqr(new Uint8ClampedArray(data), width, height).data;
}

/** As a camera sees it. */
async function pixelsOfCode() {
  const svg = document.querySelector('#code').cloneNode(true);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('width', 400);
  svg.setAttribute('height', 400);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [440, 440];
  const context = canvas.getContext('2d');
  context.fillStyle = getComputedStyle(document.querySelector('#code')).backgroundColor;
  context.fillRect(0, 0, 440, 440);
  context.drawImage(image, 20, 20, 400, 400);
  const { data, width, height } = context.getImageData(0, 0, 440, 440);
  return { data: [...data], width, height };
}
