// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  locale: 'es',
  page: {
    title: 'Datos en directo',
    introduction:
      'El servidor observa un servicio y pasa sus valores a esta página. La gráfica muestra cómo han sido en el tiempo elegido; la tabla tiene los últimos como números. «Pausa» detiene la página, no el servicio.',
    span: 'Tiempo mostrado',
    pause: 'Pausa',
    table: 'Los últimos valores en una tabla',
  },
  pauseKey: 'Pausar o continuar',
  pausedAt: (time) => `En pausa a las ${time}.`,
  minutes: (count) => (count === 1 ? '1 minuto' : `${count} minutos`),
  nothing: 'Aún no hay ningún valor.',
  time: 'Hora',
  chart: (name, now, low, high) => `${name}: ahora ${now}, entre ${low} y ${high} en el tiempo mostrado`,
  state: {
    connecting: 'conectando',
    connected: 'en directo',
    waiting: 'esperando el primer valor',
    silent: (time) => `en silencio desde las ${time}`,
    away: 'servicio sin conexión, el servidor sigue intentándolo',
    lost: 'servidor sin conexión, reintentando',
    missing: 'no disponible aquí',
    refused: 'bloqueado por el servidor',
  },
};
