// SPDX-License-Identifier: MIT
// The pages of the Socket.IO systems, each with two windows or more, in the browser that BROWSER names.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { graveFindings } from '../support/axe.mjs';
import { poll } from '../support/poll.mjs';
import { readCode } from '../support/qr_code.mjs';
import { browserName } from '../support/site.mjs';
import { Systems, close, isNpm, press, reach, says, sees, serveOurs, textOf } from '../support/systems.mjs';
import { desktop, phone } from '../support/visitor.mjs';

const server = isNpm ? "npm's socket.io" : 'our server';

describe(`the systems at ${server} in ${browserName}`, { timeout: 900_000 }, () => {
  const site = new Systems();
  const { enter, open } = site;

  describe('the chat room', () => {
    it('asks for a name, refuses one that is taken, and shows what everybody writes as text', async () => {
      const [ann, bob] = [await enter('chatroom.html', phone), await enter('chatroom.html', desktop)];
      await introduce(ann, 'Ann');
      await bob.type('#name', 'Ann');
      await bob.keyboard.press('Enter');
      await says(bob, /^This name is taken/, '#name-error');
      assert.ok(await bob.$('#chat[hidden]'));
      await bob.$eval('#name', (input) => (input.value = ''));
      await introduce(bob, '<b>Bob</b>');

      const markup = '<img src=x onerror="document.title=1"> & <b>bold</b>';
      await write(ann, 'hello');
      await write(bob, markup);
      for (const page of [ann, bob]) {
        await says(page, /^hello$/, '#messages .text');
        await poll(async () => (await messages(page)).length === 2, 'both messages are shown');
      }
      const own = (page) => messages(page).then((all) => all.map(({ own: mine }) => mine));
      assert.deepEqual((await messages(ann))[1], { author: '<b>Bob</b>', text: markup, own: false });
      assert.deepEqual([await own(ann), await own(bob)], [[true, false], [false, true]]);
      assert.equal(await ann.$('#messages img, #messages b'), null);
      assert.deepEqual(await graveFindings(ann), []);

      await close(ann);
      const carl = await enter('chatroom.html', phone);
      await introduce(carl, 'Ann');
    });

    it('lets people in again under their names after the server was away', async () => {
      const [ann, bob] = [await enter('chatroom.html', phone), await enter('chatroom.html', desktop)];
      await introduce(ann, 'Ann');
      await introduce(bob, 'Bob');
      await site.goAway();
      for (const page of [ann, bob]) {
        await says(page, /^The connection to the server is lost/);
        assert.ok(await page.$('#send:disabled'));
        assert.equal(await page.$eval('#message', ({ readOnly }) => readOnly), true, 'nothing to write in');
      }
      await site.comeBack();
      for (const page of [ann, bob]) await page.waitForSelector('#send:enabled', { timeout: 60_000 });
      await write(ann, 'here again');
      await says(bob, /^here again$/, '#messages .text');
      assert.ok(await bob.$('#notice[hidden]'));
    });

    it('says that it is full, and lets in who waits when somebody leaves', { skip: isNpm }, async () => {
      const small = await serveOurs(['--plugin.chatroom.clients=1']);
      try {
        const [ann, bob] = [await enter(`${small.url}/chatroom.html`, phone), await open(`${small.url}/chatroom.html`, desktop)];
        await reach(bob, '#status-server', 'refused');
        await says(bob, /^The server is full at the moment/);
        await bob.select('#language', 'de');
        await says(bob, /^Der Server ist gerade voll/);
        await close(ann);
        await introduce(bob, 'Bob');
        assert.ok(await bob.$('#notice[hidden]'));
      } finally {
        await small.stop();
      }
    });

    it('changes a name', async () => {
      const ann = await enter('chatroom.html', phone);
      await introduce(ann, 'Ann');
      await ann.click('#rename');
      await ann.$eval('#name', (input) => (input.value = ''));
      await introduce(ann, 'Anna');
      await write(ann, 'hello');
      await says(ann, /^Anna$/, '#messages .author');
    });
  });

  describe('the cursors', () => {
    const others = (page) => page.$$eval('.cursor:not(.own)', (cursors) => cursors.length);
    const alone = (page) => poll(async () => (await others(page)) === 0, 'the cursor disappears');

    it('move where a mouse, a finger or keys move them, and disappear', async () => {
      const [ann, bob] = [await enter('cursors.html', desktop), await enter('cursors.html', phone)];
      await poll(async () => (await others(ann)) === 1 && (await others(bob)) === 1, 'each sees the other');
      const board = await (await ann.$('#board')).boundingBox();
      const at = (x, y) => [board.x + x * board.width, board.y + y * board.height];
      await ann.bringToFront();
      await ann.mouse.move(...at(0.25, 0.75));
      await isSeenAt(bob, 0.25, 0.75);
      await ann.focus('#board');
      for (let step = 0; step < 5; ++step) await ann.keyboard.press('ArrowRight');
      await isSeenAt(bob, 0.35, 0.75);
      await bob.bringToFront();
      await bob.$eval('#board', (place) => {
        const { left, top, width, height } = place.getBoundingClientRect();
        const where = { clientX: left + width / 2, clientY: top + height / 4, bubbles: true, pointerType: 'touch' };
        place.dispatchEvent(new PointerEvent('pointerdown', where));
      });
      await isSeenAt(ann, 0.5, 0.25);
      await close(bob);
      await alone(ann);
      await says(ann, /^You are alone/, '#crowd');
    });

    it('glide from one update to the next, but jump where less motion is wanted', async () => {
      const [ann, bob] = [await enter('cursors.html', desktop), await enter('cursors.html', desktop)];
      await poll(async () => (await others(ann)) === 1 && (await others(bob)) === 1, 'each sees the other');
      const jump = async (x) => {
        await bob.$eval('#board', movePointer, x);
        await isSeenAt(ann, x, 0.5);
      };
      for (const still of [false, true]) {
        if (still && browserName !== 'chromium') break; // only there the wish can be played
        if (still) await ann.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
        await ann.bringToFront();
        await jump(0.1);
        await ann.evaluate(record);
        await jump(0.9);
        const places = await ann.evaluate(() => window.places);
        const between = places.filter((x) => x > 0.12 && x < 0.88);
        assert.ok(still ? between.length === 0 : between.length > 0, `places between: ${between}`);
      }
    });
  });

  describe('the remote control', () => {
    const address = (page) => page.$eval('#address', (link) => link.href);
    const pointer = (page) => page.$eval('#pointer', relativePlace);
    const points = (page, x, y) =>
      poll(async () => {
        const place = await pointer(page);
        return Math.abs(place.x - x) < 0.03 && Math.abs(place.y - y) < 0.03;
      }, `the pointer is at ${x}, ${y}`);

    it('shows its address as text and as a QR code, and is moved by the phone that opens it', async () => {
      const [screen, other] = [await enter('remote.html', desktop), await enter('remote.html', desktop)];
      const url = await address(screen);
      assert.equal(await textOf(screen, '#address'), url);
      assert.equal(await readCode(screen), url);

      const remote = await enter(url.slice(site.url.length + 1), phone);
      await remote.bringToFront();
      const pad = await (await remote.$('#pad')).boundingBox();
      await remote.mouse.move(pad.x + 0.2 * pad.width, pad.y + 0.6 * pad.height);
      await points(screen, 0.2, 0.6);
      await remote.focus('#pad');
      for (let step = 0; step < 5; ++step) await remote.keyboard.press('ArrowUp');
      await points(screen, 0.2, 0.5);
      assert.ok(await other.$('#pointer[hidden]'));
    });

    it('says when an address names no screen, or one that is not there', async () => {
      const none = await open('controller.html', phone);
      await says(none, /^This address names no screen/);
      await none.select('#language', 'de');
      await says(none, /^Diese Adresse nennt keinen Bildschirm/);
      if (isNpm) return; // it says nothing of ids that it does not know
      const screen = await enter('remote.html', desktop);
      const remote = await enter((await address(screen)).slice(site.url.length + 1), phone);
      await says(remote, /^Move a finger/, '#activity');
      await close(screen);
      await remote.bringToFront();
      await poll(async () => {
        await remote.$eval('#pad', movePointer, Math.random());
        return (await textOf(remote, '#notice-text')).startsWith('This screen is not there any more');
      }, 'the phone says that the screen has gone');
    });
  });

  for (const kind of ['peers', 'simple']) {
    describe(`the list of peers (${kind})`, () => {
      const callable = (page) => page.waitForSelector('#others button:enabled', { timeout: 60_000 });
      const call = async (page) => {
        await callable(page);
        await press(page, '#others button');
      };
      const idle = (...windows) => Promise.all(windows.map((page) => reach(page, '#status-media', 'none')));

      it('lets a sender show its picture to a receiver, which sends nothing', async () => {
        const [sender, receiver] = [await enter(`${kind}-sender.html`, phone), await enter(`${kind}-receiver.html`, desktop)];
        await callable(sender);
        assert.equal(await textOf(sender, '#others code'), await textOf(receiver, '#own-id'));
        await call(sender);
        await sees(receiver);
        await reach(sender, '#status-media', 'connected');
        await says(sender, /^Your video is sent to /, '#activity');
        assert.equal(await receiver.evaluate(() => window.rtcConnections.flatMap((one) => one.getSenders()).filter(({ track }) => track).length), 0);
        await press(sender, '#hang-up');
        await idle(sender, receiver);
        await says(receiver, /^The call has ended/);
        await call(sender);
        await sees(receiver);
      });

      it('lets two see and hear each other, call again, and part when one leaves', async () => {
        const [ann, bob] = [await enter(`${kind}-both.html`, phone), await enter(`${kind}-both.html`, desktop)];
        await call(ann);
        await Promise.all([sees(ann), sees(bob)]);
        assert.ok(await ann.$('#others button:disabled'));
        for (const page of [ann, bob]) assert.deepEqual(await graveFindings(page), []);
        await press(bob, '#hang-up');
        await idle(ann, bob);
        await call(bob);
        await Promise.all([sees(ann), sees(bob)]);
        await close(bob);
        await idle(ann);
        await says(ann, /^Nobody else/, '#nobody');
      });

      it('makes one call of two that cross', async () => {
        const [ann, bob] = [await enter(`${kind}-both.html`, phone), await enter(`${kind}-both.html`, desktop)];
        await Promise.all([callable(ann), callable(bob)]);
        await Promise.all([press(ann, '#others button'), press(bob, '#others button')]);
        await Promise.all([sees(ann), sees(bob)]);
      });

      it('goes on with a call while the server is away, and is in the list again after', async () => {
        const [ann, bob] = [await enter(`${kind}-both.html`, phone), await enter(`${kind}-both.html`, desktop)];
        await call(ann);
        await Promise.all([sees(ann), sees(bob)]);
        await site.goAway();
        await says(ann, /^The connection to the server is lost/);
        await sees(ann);
        await site.comeBack();
        await Promise.all([ann, bob].map((page) => reach(page, '#status-server', 'connected')));
        await sees(bob);
        await press(ann, '#hang-up');
        await idle(ann, bob);
        await call(bob);
        await sees(ann);
      });

      it('says what is wrong with camera and microphone, in each language', async () => {
        const denied = await enter(`${kind}-sender.html`, { ...phone, devices: 'denied' });
        await says(denied, /^The browser may not use your microphone and camera/);
        await denied.select('#language', 'de');
        await says(denied, /^Der Browser darf dein Mikrofon und deine Kamera nicht benutzen/);
        await denied.select('#language', 'es');
        await says(denied, /^El navegador no puede usar tu micrófono y tu cámara/);
        const receiver = await enter(`${kind}-receiver.html`, desktop);
        await call(denied);
        await sees(receiver); // a placeholder in place of the camera
      });
    });
  }

  describe('the queue', () => {
    it('connects two, lets a third wait, and brings it together with the one who is left', async () => {
      const [ann, bob] = [await enter('queue.html', phone), await enter('queue.html', desktop)];
      await Promise.all([sees(ann), sees(bob)]);
      const carl = await enter('queue.html', desktop);
      await says(carl, /^Waiting for somebody/, '#activity');
      for (const page of [ann, carl]) assert.deepEqual(await graveFindings(page), []);
      await close(bob);
      await Promise.all([sees(ann), sees(carl)]);
    });

    it('goes on to the next at a press', async () => {
      const [ann, bob] = [await enter('queue.html', phone), await enter('queue.html', desktop)];
      await Promise.all([sees(ann), sees(bob)]);
      const carl = await enter('queue.html', desktop);
      await says(carl, /^Waiting for somebody/, '#activity');
      await press(ann, '#next');
      await Promise.all([sees(ann), sees(carl)]);
      await reach(bob, '#status-media', 'none');
      await press(carl, '#next');
      await sees(bob);
    });

    it('comes back after the server was away', async () => {
      const ann = await enter('queue.html', phone);
      await says(ann, /^Waiting for somebody/, '#activity');
      await site.goAway();
      await says(ann, /^The connection to the server is lost/);
      await site.comeBack();
      await reach(ann, '#status-server', 'connected');
      const bob = await enter('queue.html', desktop);
      await Promise.all([sees(ann), sees(bob)]);
    });
  });
});

async function introduce(page, name) {
  await page.waitForSelector('#enter:enabled', { timeout: 60_000 });
  await page.type('#name', name);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#chat:not([hidden])');
}

async function write(page, text) {
  await page.type('#message', text);
  await page.keyboard.press('Enter');
}

function messages(page) {
  return page.$$eval('#messages li:not(.news)', (items) =>
    items.map((item) => ({
      author: item.querySelector('.author').textContent,
      text: item.querySelector('.text').textContent,
      own: item.className === 'me',
    })),
  );
}

function isSeenAt(page, x, y) {
  return poll(async () => {
    const places = await page.$$eval('.cursor:not(.own)', (all) => {
      const { width, height } = document.querySelector('#board').getBoundingClientRect();
      return all.map((cursor) => {
        const { e, f } = new DOMMatrix(getComputedStyle(cursor).transform);
        return { x: e / width, y: f / height };
      });
    });
    return places.some((place) => Math.abs(place.x - x) < 0.02 && Math.abs(place.y - y) < 0.02);
  }, `the other cursor is at ${x}, ${y}`);
}

function movePointer(place, x) {
  const { left, top, width, height } = place.getBoundingClientRect();
  place.dispatchEvent(new PointerEvent('pointermove', { clientX: left + x * width, clientY: top + height / 2 }));
}

/** Keeps in `window.places` where the other cursor is in each frame. */
function record() {
  const places = (window.places = []);
  const look = () => {
    const cursor = document.querySelector('.cursor:not(.own)');
    if (cursor) places.push(new DOMMatrix(cursor.style.transform).e / document.querySelector('#board').clientWidth);
    requestAnimationFrame(look);
  };
  look();
}

function relativePlace(dot) {
  if (dot.hidden) return { x: -1, y: -1 };
  const { width, height } = dot.parentElement.getBoundingClientRect();
  const { e, f } = new DOMMatrix(getComputedStyle(dot).transform);
  return { x: e / width, y: f / height };
}
