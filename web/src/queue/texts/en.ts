// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Queue',
    introduction:
      'You are in a queue of rooms for two. The next person to come is connected with you. “Next” leaves the room and goes to the end of the queue.',
    stage: 'Video',
    next: 'Next',
  },
  nextKey: 'Next partner',
  activity: {
    asking: 'Waiting for your camera and microphone…',
    offline: 'Waiting for the server…',
    noSignaling: 'The PeerServer cannot be reached. Still trying…',
    waiting: 'Waiting for somebody to come…',
    connecting: 'Somebody is here, connecting…',
    interrupted: 'The connection is interrupted. It may come back by itself.',
    noPicture: 'Your partner sends no video.',
  },
};
