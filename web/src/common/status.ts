// SPDX-License-Identifier: MIT

import { element } from './dom';
import { texts } from './texts';
import type { ConnectionState } from './types';

/** Shows the state of the call in #status-media. */
export function showCall(state: ConnectionState): void {
  const place = element('status-media', HTMLElement);
  place.dataset.state = state;
  place.textContent = texts.connection[state];
}
