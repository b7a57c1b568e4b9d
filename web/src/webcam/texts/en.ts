// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Webcam',
    introduction: 'Your own camera, with the resolution and the side of the device that you want. The picture does not leave this page.',
    wishes: 'Camera settings',
    resolution: 'Wanted resolution',
    facing: 'Camera',
    front: 'Front',
    back: 'Back',
    turn: 'Turn camera',
    size: 'Resolution',
    rate: 'Frames per second',
  },
  opening: 'Waiting for your camera…',
  other: 'The camera uses a different resolution.',
  oneSided: 'This device has no camera on that side, so another one is used.',
  ended: 'The camera was disconnected.',
  turnKey: 'Front or back camera',
};
