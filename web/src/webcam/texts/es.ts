// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Cámara web',
    introduction: 'Tu propia cámara, con la resolución y el lado del dispositivo que quieras. La imagen no sale de esta página.',
    wishes: 'Lo que quieres',
    resolution: 'Resolución deseada',
    facing: 'Cámara',
    front: 'Delantera',
    back: 'Trasera',
    turn: 'Cambiar de cámara',
    size: 'Resolución',
    rate: 'Imágenes por segundo',
  },
  opening: 'Esperando tu cámara…',
  other: 'La cámara da otra resolución que la deseada.',
  oneSided: 'Este dispositivo no tiene cámara en ese lado y se usa otra.',
  ended: 'La cámara ya no está.',
  turnKey: 'Cámara delantera o trasera',
};
