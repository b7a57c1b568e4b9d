// SPDX-License-Identifier: MIT

import type { en } from './en';

export const de: typeof en = {
  locale: 'de',
  page: {
    title: 'Live-Werte',
    introduction:
      'Der Server beobachtet einen Dienst und gibt dessen Werte an diese Seite weiter. Das Diagramm zeigt ihren Verlauf in der gewählten Zeit, die Tabelle die letzten als Zahlen. „Anhalten“ hält die Seite an, nicht den Dienst.',
    span: 'Gezeigte Zeit',
    pause: 'Anhalten',
    table: 'Die letzten Werte als Tabelle',
  },
  pauseKey: 'Anhalten oder fortsetzen',
  pausedAt: (time) => `Angehalten um ${time}.`,
  minutes: (count) => (count === 1 ? '1 Minute' : `${count} Minuten`),
  nothing: 'Noch kein Wert.',
  time: 'Zeit',
  chart: (name, now, low, high) => `${name}: jetzt ${now}, in der gezeigten Zeit zwischen ${low} und ${high}`,
  state: {
    connecting: 'verbindet',
    connected: 'läuft',
    waiting: 'wartet auf den ersten Wert',
    silent: (time) => `still seit ${time}`,
    away: 'Dienst offline, der Server versucht es weiter',
    lost: 'Server offline, neuer Versuch',
    missing: 'hier nicht verfügbar',
    refused: 'vom Server gesperrt',
  },
};
