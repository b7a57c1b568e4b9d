// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Shared cursors',
    introduction: 'Everybody who has this page open has a cursor on the board, and sees those of the others move.',
    board: 'Board with everybody’s cursors',
    boardHint: 'Move the mouse or a finger over the board, or use the arrow keys.',
  },
  crowd: (others: number) =>
    others === 0 ? 'You are alone here.' : others === 1 ? 'One other cursor is here.' : `${others} other cursors are here.`,
  offline: 'The cursors are offline until the server is back.',
  you: 'You',
  move: 'Move your cursor, when the board has the focus',
};
