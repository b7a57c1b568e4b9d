// SPDX-License-Identifier: MIT

/** One direction of one kind of medium. */
export interface Flow {
  codec?: string;
  size?: string;
  framesPerSecond?: number;
  kilobitsPerSecond?: number;
  /** 0 to 1, since the last look. */
  loss?: number;
}

export interface CallStats {
  received: Record<'audio' | 'video', Flow>;
  sent: Record<'audio' | 'video', Flow>;
  roundTripMs?: number;
  relayed?: boolean;
}

type Entry = Record<string, unknown> & { id: string; type: string; timestamp: number };

/** What a call's statistics say, with rates over the time since `before`. */
export function summarise(now: RTCStatsReport, before: RTCStatsReport | null): CallStats {
  const stats: CallStats = { received: { audio: {}, video: {} }, sent: { audio: {}, video: {} } };
  for (const entry of now.values() as Iterable<Entry>) {
    const old = before?.get(entry.id) as Entry | undefined;
    const kind = entry.kind === 'audio' ? 'audio' : 'video';
    if (entry.type === 'inbound-rtp') stats.received[kind] = flow(entry, old, now, 'bytesReceived');
    if (entry.type === 'outbound-rtp') stats.sent[kind] = flow(entry, old, now, 'bytesSent');
    if (entry.type === 'candidate-pair' && entry.state === 'succeeded' && entry.nominated) path(stats, entry, now);
  }
  // What of ours was lost only the partner knows, and reports.
  for (const entry of now.values() as Iterable<Entry>) {
    if (entry.type !== 'remote-inbound-rtp') continue;
    const sent = stats.sent[entry.kind === 'audio' ? 'audio' : 'video'];
    if (typeof entry.fractionLost === 'number') sent.loss = entry.fractionLost;
    // Firefox ESR 140 does not tell it of the candidate pair.
    if (typeof entry.roundTripTime === 'number') stats.roundTripMs ??= entry.roundTripTime * 1000;
  }
  return stats;
}

function flow(entry: Entry, old: Entry | undefined, report: RTCStatsReport, bytes: string): Flow {
  const codec = (report.get(String(entry.codecId)) as Entry | undefined)?.mimeType;
  const width = number(entry.frameWidth);
  const height = number(entry.frameHeight);
  const { framesPerSecond } = entry;
  const seconds = old ? (entry.timestamp - old.timestamp) / 1000 : 0;
  const grown = (name: string) => number(entry[name]) - number(old?.[name]);
  const packets = grown('packetsReceived') + grown('packetsLost');
  return {
    ...(typeof codec === 'string' && { codec: codec.replace(/^\w+\//, '') }),
    ...(width && height ? { size: `${width} × ${height}` } : {}),
    ...(typeof framesPerSecond === 'number' && { framesPerSecond }),
    ...(seconds > 0 && { kilobitsPerSecond: (grown(bytes) * 8) / 1000 / seconds }),
    ...(seconds > 0 && entry.type === 'inbound-rtp' && packets > 0 && { loss: Math.max(0, grown('packetsLost')) / packets }),
  };
}

function path(stats: CallStats, pair: Entry, report: RTCStatsReport): void {
  if (typeof pair.currentRoundTripTime === 'number') stats.roundTripMs = pair.currentRoundTripTime * 1000;
  const ends = [pair.localCandidateId, pair.remoteCandidateId].map((id) => report.get(String(id)) as Entry | undefined);
  stats.relayed = ends.some((end) => end?.candidateType === 'relay');
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
