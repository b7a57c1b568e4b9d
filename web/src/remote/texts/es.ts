// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Mando a distancia',
    introduction: 'Un teléfono que abre la dirección de esta pantalla mueve el puntero en ella. Cada teléfono mueve una pantalla y ninguna otra.',
    screen: 'Pantalla con el puntero',
    invitation: 'Conecta un teléfono',
    scan: 'Escanea el código o abre la dirección de debajo.',
    local: 'Esta dirección solo vale en este ordenador. Abre la página con el nombre o la dirección del ordenador en tu red para usar un teléfono.',
    pad: 'Panel táctil',
  },
  controllerTitle: 'Mando',
  controllerIntroduction: 'Lo que haces en el panel mueve el puntero de la pantalla cuya dirección has abierto.',
  desktop: {
    offline: 'Esperando al servidor…',
    waiting: 'Esperando un teléfono…',
  },
  controller: {
    offline: 'Esperando al servidor…',
    ready: 'Mueve un dedo o el ratón por el panel, o usa las flechas.',
    missing: 'Esta dirección no nombra ninguna pantalla. Escanea el código de la pantalla que quieres mover.',
    unknown: 'Esa pantalla ya no está. Escanea de nuevo su código o espera: la página la sigue buscando.',
  },
  move: 'Mover el puntero cuando el panel está seleccionado',
};
