// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Webcam',
    introduction: 'Your own camera, with the resolution and the side of the device that you want. The picture does not leave this page.',
    wishes: 'What you want',
    resolution: 'Wanted resolution',
    facing: 'Camera',
    front: 'Front',
    back: 'Back',
    turn: 'Turn camera',
    size: 'Resolution',
    rate: 'Frames per second',
  },
  opening: 'Waiting for your camera…',
  other: 'The camera gives another resolution than the wanted one.',
  oneSided: 'This device has no camera on that side, so another one is used.',
  ended: 'The camera is gone.',
  turnKey: 'Front or back camera',
};
