// SPDX-License-Identifier: MIT

/** The mean colour of the partner's picture as shown: [red, green, blue]. */
export function pictureColour(visitor) {
  return visitor.page.$eval('#partner-video', (video) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 16;
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0, 16, 16);
    const sum = [0, 0, 0];
    context.getImageData(0, 0, 16, 16).data.forEach((value, index) => index % 4 < 3 && (sum[index % 4] += value));
    return sum.map((value) => value / 256);
  });
}

/** Of two colours, from 0 to 255. */
export function distance(one, other) {
  return Math.max(...one.map((value, index) => Math.abs(value - other[index])));
}
