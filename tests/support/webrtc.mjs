// SPDX-License-Identifier: MIT
// What a page receives, as its own WebRTC engine counts it.

/** Runs in the page before its scripts: remembers every connection and every WebSocket with what was sent over it, captures
    small pictures on small machines, and asks for these languages. `choices` are what the person chose on an earlier visit,
    as the page remembers it. What `refusals` has for a kind of device is why it cannot be had: the name of an error.
    `unplug(track)` plays the end of a captured track. `overrides` are what every RTCConfiguration has. */
export function instrument({ video, refusals, languages, overrides, choices }) {
  Object.defineProperty(navigator, 'languages', { get: () => languages });
  for (const [name, choice] of Object.entries(choices)) {
    if (localStorage.getItem(`callbooth.${name}`) === null) localStorage.setItem(`callbooth.${name}`, choice);
  }
  const sockets = (window.sockets = []);
  window.WebSocket = class extends WebSocket {
    sent = [];
    constructor(...address) {
      super(...address);
      sockets.push(this);
    }
    send(data) {
      this.sent.push(data);
      super.send(data);
    }
  };
  const connections = (window.rtcConnections = []);
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super({ ...configuration, ...overrides });
      connections.push(this);
    }
  };
  const devices = navigator.mediaDevices;
  if (!devices) return;
  window.refusals = refusals;
  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (constraints) => {
    const refusal = Object.keys(constraints).map((kind) => refusals[kind]).find(Boolean);
    if (refusal) return Promise.reject(new DOMException('refused by the test', refusal));
    const wanted = { ...constraints };
    if (wanted.video) {
      const { deviceId } = wanted.video;
      wanted.video = { width: video.width, height: video.height, frameRate: video.rate, ...(deviceId && { deviceId }) };
    }
    return original(wanted).then(keepEnds);
  };

  // Firefox delivers no event to a track that a script dispatches.
  const ends = new WeakMap();
  window.unplug = (track) => {
    track.stop();
    ends.get(track).forEach((listener) => listener());
  };
  function keepEnds(stream) {
    for (const track of stream.getTracks()) {
      const listeners = [];
      const listen = track.addEventListener.bind(track);
      track.addEventListener = (type, listener, ...options) => {
        if (type === 'ended') listeners.push(listener);
        listen(type, listener, ...options);
      };
      ends.set(track, listeners);
    }
    return stream;
  }
}

/** Sums over the page's live connections; `codec` as in `video/VP8`. */
export function inboundStats(page) {
  return page.evaluate(async () => {
    // Firefox may never answer for a connection that is closed meanwhile.
    const statsOf = (connection) =>
      Promise.race([connection.getStats(), new Promise((resolve) => setTimeout(resolve, 5000, new Map()))]);
    const sum = { connections: 0, framesDecoded: 0, frameWidth: 0, frameHeight: 0, codec: '', totalAudioEnergy: 0 };
    for (const connection of window.rtcConnections) {
      if (!['connected', 'completed'].includes(connection.iceConnectionState)) continue;
      sum.connections += 1;
      const report = await statsOf(connection);
      for (const stats of report.values()) {
        if (stats.type !== 'inbound-rtp') continue;
        if (stats.kind === 'audio') sum.totalAudioEnergy += stats.totalAudioEnergy ?? 0;
        if (stats.kind !== 'video') continue;
        sum.framesDecoded += stats.framesDecoded ?? 0;
        sum.frameWidth = stats.frameWidth ?? sum.frameWidth;
        sum.frameHeight = stats.frameHeight ?? sum.frameHeight;
        sum.codec = report.get(stats.codecId)?.mimeType ?? sum.codec;
      }
    }
    return sum;
  });
}
