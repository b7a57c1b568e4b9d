// SPDX-License-Identifier: MIT

let context: AudioContext | null = null;

/** The page's one context for what it measures and plays itself. Where the browser wants a click before there is sound, the
    first one starts it; what runs goes on when the page gets out of sight. */
export function audioContext(): AudioContext {
  if (context) return context;
  const made = (context = new AudioContext());
  document.addEventListener('click', () => void made.resume());
  document.addEventListener('keydown', () => void made.resume());
  return made;
}
