// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Chat room',
    introduction: 'Everybody in the room reads what everybody writes. Nothing is kept: who comes later sees what is written from then on.',
    entrance: 'Enter the room',
    entranceHint: 'Everybody in the room sees your name beside what you write.',
    name: 'Your name',
    enter: 'Enter',
    rename: 'Change name',
    chatHint: 'Nothing has been written since you came in.',
  },
  back: 'You are back in the room.',
  away: 'You are not in the room while the server is away.',
  refused: (reason: string) => `This name cannot be taken: ${reason}`,
  unnamed: 'Somebody',
};
