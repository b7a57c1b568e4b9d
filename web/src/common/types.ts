// SPDX-License-Identifier: MIT

/** One of the two media of a call. */
export type Kind = 'audio' | 'video';
export const kinds: readonly Kind[] = ['audio', 'video'];

/** What a person takes part with; text chat is always included. */
export type Mode = 'video' | 'audio' | 'text';

/** The state of one of the connections to a partner. */
export type ConnectionState = 'none' | 'connecting' | 'connected' | 'interrupted';
