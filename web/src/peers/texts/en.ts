// SPDX-License-Identifier: MIT

export const en = {
  page: {
    sender: 'Sender',
    receiver: 'Receiver',
    both: 'Video call',
    introSender: 'Your camera goes to one of the others. Choose somebody from the list; a receiver shows your video.',
    introReceiver: 'This page waits for a call, answers it and shows the caller’s video. Nothing of yours is sent.',
    introBoth: 'You see and hear one of the others, who sees and hears you. Choose somebody from the list, or wait for a call.',
    stage: 'Video',
    ownId: 'You are',
    others: 'Other people',
    hangUp: 'Hang up',
  },
  nobody: 'Nobody else is here yet. Open a second window, or send somebody the address of this page.',
  call: 'Call',
  callThis: (id: string) => `Call ${id}`,
  callFirst: 'Call the first of the list',
  end: 'Hang up',
  ending: {
    ended: 'The call has ended.',
    unanswered: 'There was no answer. Perhaps a page of another kind is open there, or it is in a call.',
  },
  activity: {
    asking: 'Waiting for your camera and microphone…',
    offline: 'Waiting for the server…',
    idle: {
      sender: 'Choose who receives your video.',
      receiver: 'Waiting for a call…',
      both: 'Call somebody, or wait for a call.',
    },
    connecting: 'Connecting…',
    interrupted: 'The connection is interrupted. It may come back by itself.',
    sending: (id: string) => `Your video is sent to ${id}.`,
    noPicture: 'The other person sends no video.',
  },
};
