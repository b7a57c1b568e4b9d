// SPDX-License-Identifier: MIT
// Pages of a list of peers that are not ours: nothing but npm's socket.io-client, and npm's simple-peer or an
// RTCPeerConnection, with a data channel.

import { readFile } from 'node:fs/promises';

const packages = {
  socket: new URL('../node_modules/socket.io-client/dist/socket.io.min.js', import.meta.url),
  'simple-peer': new URL('../../web/node_modules/simple-peer/simplepeer.min.js', import.meta.url),
};

/** What an application of simple-peer does: answers calls, keeps what arrives, and can call by itself. */
function useSimplePeer() {
  const { socket, stream, app } = window;
  let peer = null;
  const begin = (id, initiator) => {
    peer = new window.SimplePeer({ initiator, stream, config: { iceServers: [] } });
    peer.on('signal', (signal) => socket.emit('signal', id, signal));
    peer.on('connect', () => app.events.push('connect'));
    peer.on('stream', app.show);
    peer.on('data', (data) => app.messages.push(new TextDecoder().decode(data)));
    peer.on('error', (error) => app.events.push(`error: ${error.message}`));
    const current = peer;
    peer.on('close', () => {
      app.events.push('close');
      if (peer === current) peer = null;
    });
  };
  socket.on('signal', (_, signal, from) => {
    if (peer === null && signal.type !== 'offer') return;
    if (peer === null) begin(from, false);
    peer.signal(signal);
  });
  app.call = (id) => begin(id, true);
  app.write = (text) => peer.send(text);
  app.hangUp = () => peer.destroy();
}

/** The same with an RTCPeerConnection. */
function usePlainConnection() {
  const { socket, stream, app } = window;
  let connection = null;
  let channel = null;
  const talk = (opened) => {
    channel = opened;
    channel.onopen = () => app.events.push('connect');
    channel.onmessage = ({ data }) => app.messages.push(data);
    channel.onclose = () => app.events.push('close');
  };
  const begin = (id) => {
    connection = new RTCPeerConnection({ iceServers: [] });
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    connection.ontrack = ({ streams }) => app.show(streams[0]);
    connection.onicecandidate = ({ candidate }) => socket.emit('peerIce', id, candidate);
    connection.ondatachannel = (event) => talk(event.channel);
  };
  socket.on('peerOffer', async (_, offer, from) => {
    begin(from);
    await connection.setRemoteDescription(offer);
    await connection.setLocalDescription(await connection.createAnswer());
    socket.emit('peerAnswer', from, connection.localDescription);
  });
  socket.on('peerAnswer', (_, answer) => connection.setRemoteDescription(answer));
  socket.on('peerIce', (_, candidate) => candidate && connection.addIceCandidate(candidate));
  app.call = async (id) => {
    begin(id);
    talk(connection.createDataChannel('messages'));
    await connection.setLocalDescription(await connection.createOffer());
    socket.emit('peerOffer', id, connection.localDescription);
  };
  app.write = (text) => channel.send(text);
  app.hangUp = () => connection.close();
}

const applications = { 'simple-peer': useSimplePeer, events: usePlainConnection };

/** Camera, microphone and the connection to the server; returns the id there. */
async function start() {
  window.stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  window.socket = window.io('/peers');
  window.app = { events: [], messages: [] };
  window.app.show = (media) => {
    const video = document.createElementNS('http://www.w3.org/1999/xhtml', 'video');
    document.documentElement.replaceChildren(video); // a browser decodes what is played
    video.srcObject = media;
    video.play();
  };
  await new Promise((resolve) => window.socket.on('connect', resolve));
  return window.socket.id;
}

/** `page.id` is its own; in the page `app` has `events` and `messages`, and may `call(id)`, `write(text)`, `hangUp()`. */
export async function openStockPage(open, protocol, options) {
  const page = await open('favicon.svg', options);
  await page.evaluate(await readFile(packages.socket, 'utf8'));
  if (protocol in packages) await page.evaluate(await readFile(packages[protocol], 'utf8'));
  page.id = await page.evaluate(start);
  await page.evaluate(applications[protocol]);
  return page;
}
