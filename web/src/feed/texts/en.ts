// SPDX-License-Identifier: MIT

export const en = {
  locale: 'en-GB',
  page: {
    title: 'Live feed',
    introduction:
      'The server watches a service and passes its values on to this page. The chart shows how they were in the chosen time; the table has the last ones as numbers. “Pause” stops the page, not the service.',
    span: 'Time shown',
    pause: 'Pause',
    table: 'The last values as a table',
  },
  pauseKey: 'Pause or resume',
  pausedAt: (time: string) => `Paused at ${time}.`,
  minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
  nothing: 'No value yet.',
  time: 'Time',
  chart: (name: string, now: string, low: string, high: string) =>
    `${name}: ${now} now, between ${low} and ${high} in the time shown`,
  state: {
    connecting: 'connecting',
    connected: 'live',
    waiting: 'waiting for the first value',
    silent: (time: string) => `silent since ${time}`,
    away: 'service offline, the server is retrying',
    lost: 'server offline, retrying',
    missing: 'not available here',
    refused: 'blocked by the server',
  },
};
