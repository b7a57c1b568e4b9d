// SPDX-License-Identifier: MIT

import type { en } from './en';

export const es: typeof en = {
  page: {
    title: 'Sala de chat',
    introduction: 'Todos en la sala leen lo que escriben los demás. No se guarda nada: quien llega más tarde solo ve lo que se escribe desde entonces.',
    entrance: 'Entrar en la sala',
    entranceHint: 'Todos en la sala ven tu nombre junto a lo que escribes.',
    name: 'Tu nombre',
    enter: 'Entrar',
    rename: 'Cambiar el nombre',
    chatHint: 'Desde que has llegado nadie ha escrito nada.',
  },
  back: 'Has vuelto a la sala.',
  away: 'Mientras el servidor no está, no estás en la sala.',
  refusal: {
    invisible: 'Un nombre necesita al menos una letra u otro carácter visible.',
    long: 'Un nombre tiene 32 caracteres como máximo.',
    taken: 'Este nombre ya está en uso. Elige otro.',
    other: (reason) => `Ese nombre no se puede usar: ${reason}`,
  },
  unsaid: 'Tu último mensaje no se ha transmitido. Escribes demasiado rápido, o es demasiado largo.',
  unnamed: 'Alguien',
};
