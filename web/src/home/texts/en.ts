// SPDX-License-Identifier: MIT

export const en = {
  page: {
    title: 'Callbooth',
    lead: 'Ways to meet over the network. Each opens in the browser, and needs nothing but this server.',
    introduction:
      'Each of these pages is one system. Some need a second window, or somebody else who opens the same page.',
    chatroulette: 'Chatroulette',
    chatrouletteSentence:
      'Video and chat with somebody who is looking for company as well; “Next” brings somebody else.',
    queue: 'Queue',
    queueSentence: 'Rooms for two, filled in order: whoever comes next is connected with the one who waits.',
    chatroom: 'Chat room',
    chatroomSentence: 'Choose a name, and write with everybody in the room.',
    cursors: 'Shared cursors',
    cursorsSentence: 'Everybody’s cursor on one board, moving as it is moved.',
    remote: 'Remote control',
    remoteSentence: 'Scan a code with a phone, and move the pointer on this screen with it.',
    peers: 'List of peers',
    peersSentence: 'See who is here and call them; made with plain RTCPeerConnection.',
    simple: 'List of peers, simple-peer',
    simpleSentence: 'The same, made with the library simple-peer.',
    both: 'Video call',
    sender: 'Sender',
    receiver: 'Receiver',
    peersBoth: 'Video call, plain',
    peersSender: 'Sender, plain',
    peersReceiver: 'Receiver, plain',
    simpleBoth: 'Video call, simple-peer',
    simpleSender: 'Sender, simple-peer',
    simpleReceiver: 'Receiver, simple-peer',
    webcam: 'Webcam',
    webcamSentence: 'Look at your own camera, in the resolution and from the side that you want.',
  },
};
