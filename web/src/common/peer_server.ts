// SPDX-License-Identifier: MIT

import { setting } from './dom';

/** The PeerServer of the page's own server, as peerjs wants it named. */
export function serverOptions(config: RTCConfiguration) {
  const secure = location.protocol === 'https:';
  return {
    host: location.hostname,
    port: Number(location.port) || (secure ? 443 : 80),
    path: setting('signaling'),
    secure,
    // Never the client's own default, which are public servers.
    config,
  };
}
