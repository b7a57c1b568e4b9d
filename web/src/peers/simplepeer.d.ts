// SPDX-License-Identifier: MIT
// As much of simple-peer as we use. Its index.js wants Node's modules; this file of the same package brings them along.

declare module 'simple-peer/simplepeer.min.js' {
  interface Options {
    initiator?: boolean;
    stream?: MediaStream | false;
    config?: RTCConfiguration;
  }

  export default class SimplePeer {
    constructor(options: Options);
    readonly destroyed: boolean;
    on(event: 'signal', listener: (signal: unknown) => void): this;
    on(event: 'stream', listener: (stream: MediaStream) => void): this;
    on(event: 'connect' | 'close', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'iceStateChange', listener: (state: RTCIceConnectionState) => void): this;
    signal(signal: unknown): void;
    replaceTrack(before: MediaStreamTrack, after: MediaStreamTrack, stream: MediaStream): void;
    destroy(): void;
  }
}
