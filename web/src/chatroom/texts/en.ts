// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Chat room',
    introduction: 'Everybody in the room reads what everybody writes. Nothing is kept: newcomers see only what is written after they come.',
    entrance: 'Enter the room',
    entranceHint: 'Everybody in the room sees your name beside what you write.',
    name: 'Your name',
    enter: 'Enter',
    rename: 'Change name',
    chatHint: 'Nothing has been written since you came in.',
  },
  back: 'You are back in the room.',
  away: 'You are not in the room while the server is offline.',
  refusal: {
    invisible: 'A name needs at least one letter or other visible character.',
    long: 'A name has at most 32 characters.',
    taken: 'This name is taken. Choose another one.',
    other: (reason: string) => `This name cannot be used: ${reason}`,
  },
  unsaid: 'Your last message was not sent: it was too long, or you write too fast.',
  unnamed: 'Somebody',
};
