// SPDX-License-Identifier: MIT
// Makes the README's picture: our page in a call with the demo. Usage: screenshot.mjs FILE.webp

import { Browser } from '../support/browsers.mjs';
import { startDemo } from '../support/demo.mjs';
import { haveFriendlyCamera } from '../support/friendly_camera.mjs';
import { poll } from '../support/poll.mjs';
import { Visitor } from '../support/visitor.mjs';

const file = process.argv[2];
const size = { width: 1200, height: 750 };

const [demo, browser] = await Promise.all([startDemo(), Browser.launch('chromium')]);
try {
  const visitor = await Visitor.arrive(browser, `${demo.url}/chatroulette.html`, { ...size, beforehand: haveFriendlyCamera });
  await visitor.page.setViewport({ ...size, deviceScaleFactor: 1.5 });
  await visitor.connected();
  await talk(visitor);
  // By now the connection carries the picture in its full quality.
  await poll(async () => (await visitor.inbound()).framesDecoded > 250, 'the picture has become sharp', 60_000);
  await visitor.page.mouse.move(0, 0);
  await visitor.page.screenshot({ path: file, type: 'webp', quality: 85 });
} finally {
  await browser.close();
  await demo.stop();
}

async function talk(visitor) {
  await visitor.hears(/^Hello!/);
  for (const [question, answer] of [['Hi! Who are you?', /^A booth/], ['What time is it?', /^It is/]]) {
    await visitor.say(question);
    await visitor.hears(answer);
  }
  demo.say('And I am the person at the terminal. Nice to meet you!');
  await visitor.hears(/^And I/);
}
