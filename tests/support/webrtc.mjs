// SPDX-License-Identifier: MIT
// What a page receives, as its own WebRTC engine counts it.

/** Runs in the page before its scripts: remembers every connection, captures small pictures on small machines, and asks
    for these languages. */
export function instrument(video, refuse, languages) {
  Object.defineProperty(navigator, 'languages', { get: () => languages });
  const connections = (window.rtcConnections = []);
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      connections.push(this);
    }
  };
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (constraints) => {
    if (refuse) return Promise.reject(new DOMException('refused by the test', 'NotAllowedError'));
    const wanted = { ...constraints };
    if (wanted.video) {
      const { deviceId } = wanted.video;
      wanted.video = { width: video.width, height: video.height, frameRate: video.rate, ...(deviceId && { deviceId }) };
    }
    return original(wanted);
  };
}

/** Sums over the page's live connections; `codec` as in `video/VP8`. */
export function inboundStats(page) {
  return page.evaluate(async () => {
    const sum = { connections: 0, framesDecoded: 0, frameWidth: 0, frameHeight: 0, codec: '', totalAudioEnergy: 0 };
    for (const connection of window.rtcConnections) {
      if (!['connected', 'completed'].includes(connection.iceConnectionState)) continue;
      sum.connections += 1;
      const report = await connection.getStats();
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
