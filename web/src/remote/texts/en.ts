// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Remote control',
    introduction: 'A phone that opens the address of this screen moves the pointer on it. One phone moves one screen, and nobody else’s.',
    screen: 'Screen with the pointer',
    invitation: 'Connect a phone',
    scan: 'Scan the code, or open the address below it.',
    local: 'This address works on this computer only. Open this page by the computer’s name or address in your network to use a phone.',
    pad: 'Touch pad',
  },
  controllerTitle: 'Controller',
  controllerIntroduction: 'What you do on the pad moves the pointer on the screen whose address you have opened.',
  desktop: {
    offline: 'Waiting for the server…',
    waiting: 'Waiting for a phone…',
  },
  controller: {
    offline: 'Waiting for the server…',
    ready: 'Move a finger or the mouse over the pad, or use the arrow keys.',
    missing: 'This address names no screen. Scan the code on the screen that you want to move.',
    unknown: 'This screen is not there any more. Scan its code again, or wait: the page keeps looking for it.',
  },
  move: 'Move the pointer, when the pad has the focus',
};
