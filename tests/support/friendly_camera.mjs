// SPDX-License-Identifier: MIT

/** Somebody in warm light who moves a little, in place of the browser's test picture. */
export function haveFriendlyCamera() {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 480];
  const context = canvas.getContext('2d');
  const light = context.createLinearGradient(0, 0, 0, canvas.height);
  light.addColorStop(0, '#ffd9a0');
  light.addColorStop(1, '#f08a6c');
  const disc = (colour, x, y, radius, from = 0, to = 2 * Math.PI) => {
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, y, radius, from, to);
    context.fill();
  };
  const paint = () => {
    const sway = 6 * Math.sin(performance.now() / 900);
    context.fillStyle = light;
    context.fillRect(0, 0, canvas.width, canvas.height);
    disc('#3f6b8a', 320, 520, 190);
    disc('#7a4a2e', 320 + sway, 205, 122);
    disc('#f6cfae', 320 + sway, 225, 105);
    disc('#7a4a2e', 320 + sway, 170, 112, 1.08 * Math.PI, 1.92 * Math.PI);
    for (const x of [282, 358]) disc('#40291c', x + sway, 225, 11);
    context.strokeStyle = '#a0523d';
    context.lineWidth = 8;
    context.lineCap = 'round';
    context.beginPath();
    context.arc(320 + sway, 250, 42, 0.2 * Math.PI, 0.8 * Math.PI);
    context.stroke();
  };
  paint();
  setInterval(paint, 66);
  const devices = navigator.mediaDevices;
  const capture = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await capture(constraints);
    for (const track of stream.getVideoTracks()) {
      stream.removeTrack(track);
      track.stop();
      stream.addTrack(canvas.captureStream(15).getVideoTracks()[0]);
    }
    return stream;
  };
}
