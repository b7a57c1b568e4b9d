// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Cursores compartidos',
    introduction: 'Quien tiene abierta esta página tiene un cursor en el tablero y ve moverse los de los demás.',
    board: 'Tablero con los cursores de todos',
    boardHint: 'Mueve el ratón o un dedo por el tablero, o usa las flechas.',
  },
  crowd: (others) =>
    others === 0 ? 'No hay nadie más.' : others === 1 ? 'Hay otro cursor aquí.' : `Hay otros ${others} cursores aquí.`,
  offline: 'Los cursores vuelven cuando vuelva el servidor.',
  you: 'Tú',
  move: 'Mover tu cursor cuando el tablero está seleccionado',
};
