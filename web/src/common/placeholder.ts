// SPDX-License-Identifier: MIT

import type { Kind } from './types';

/** Silence, or a dark picture: what the partner gets when there is no device. */
export function placeholderTrack(kind: Kind): MediaStreamTrack {
  return kind === 'audio' ? silence() : darkness();
}

function silence(): MediaStreamTrack {
  const context = new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new Error('no audio track in an audio destination');
  closeWith(track, () => void context.close());
  return track;
}

function darkness(): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 240;
  const paint = () => {
    const context = canvas.getContext('2d');
    if (!context) return;
    context.fillStyle = '#1b2230';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#3a465c';
    for (const [y, radius, from] of [[95, 38, 0], [225, 72, Math.PI]] as const) {
      context.beginPath();
      context.arc(160, y, radius, from, 2 * Math.PI);
      context.fill();
    }
  };
  paint();
  const [track] = canvas.captureStream(4).getVideoTracks();
  if (!track) throw new Error('no video track in a canvas stream');
  // A canvas delivers frames only when it is painted, and a new partner needs one.
  const timer = window.setInterval(paint, 250);
  closeWith(track, () => window.clearInterval(timer));
  return track;
}

/** `stop()` fires no event. */
function closeWith(track: MediaStreamTrack, close: () => void): void {
  const stop = track.stop.bind(track);
  track.stop = () => {
    stop();
    close();
  };
}
