// SPDX-License-Identifier: MIT

import { Session } from './session';

const session = new Session();
window.addEventListener('pagehide', () => session.stop());
// A page that comes back from the browser's cache has no connections any more.
window.addEventListener('pageshow', (event) => event.persisted && location.reload());
void session.start();
