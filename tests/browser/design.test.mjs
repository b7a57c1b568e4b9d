// SPDX-License-Identifier: MIT
// How our page looks and is operated, in the browser that BROWSER names: sizes, keys, and what axe-core says of it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { graveFindings } from '../support/axe.mjs';
import { poll } from '../support/poll.mjs';
import { Site, browserName } from '../support/site.mjs';

const sizes = {
  'a small phone': { width: 320, height: 568 },
  'a phone': { width: 390, height: 844 },
  'a phone held across': { width: 844, height: 390 },
  'a desktop': { width: 1440, height: 900 },
};

describe(`the page in ${browserName}`, { timeout: 300_000 }, () => {
  const site = new Site();
  const { arrive, meet } = site;

  for (const [what, size] of Object.entries(sizes)) {
    it(`fits on ${what}, with the partner's picture in the largest place`, async () => {
      const ann = await arrive(size);
      const { scroll, boxes } = await ann.page.evaluate(measure);
      assert.deepEqual(scroll, [size.width, size.height]);
      for (const [id, box] of Object.entries(boxes)) {
        const inside = box.left >= 0 && box.top >= 0 && box.right <= size.width && box.bottom <= size.height;
        assert.ok(inside, `#${id} is at ${JSON.stringify(box)}`);
      }
      const buttons = ['next', 'mute-audio', 'mute-video', 'share', 'block', 'open-report', 'open-connection'];
      for (const id of [...buttons, 'send', 'message', 'open-help', 'open-settings', 'open-wishes']) {
        assert.ok(Math.min(boxes[id].width, boxes[id].height) >= 44, `#${id} is large enough to be hit`);
      }
      const area = ({ width, height }) => width * height;
      assert.ok(area(boxes.stage) > area(boxes.chat));
      assert.ok(area(boxes.own) < area(boxes.stage) / 5);

      await ann.page.evaluate(fillBanners);
      const crowded = await ann.page.evaluate(measure);
      assert.deepEqual(crowded.boxes.stage, boxes.stage, 'the stage keeps its place and size');
      assert.deepEqual(crowded.scroll, [size.width, size.height]);
      for (const id of ['stage', 'next', 'mute-video', 'message', 'send']) {
        const box = crowded.boxes[id];
        assert.ok(box.top >= 0 && box.bottom <= size.height, `#${id} is there beside all that there may be to say`);
      }
      assert.ok(area(crowded.boxes.stage) > area(crowded.boxes.own) * 2);
    });
  }

  it('has a word below each round button, which is in its name, and has room in each language', async () => {
    const { page } = await arrive(sizes['a small phone']);
    for (const language of ['en', 'de', 'es']) {
      await page.select('#language', language);
      const words = await page.evaluate(wordsOfButtons);
      assert.equal(words.length, 6);
      for (const [index, { word, name, left, right }] of words.entries()) {
        assert.ok(word && name.toLowerCase().includes(word.toLowerCase()), `${word} is in "${name}"`);
        assert.ok(left >= 0 && right <= 320, `${word} is within the page`);
        if (index > 0) assert.ok(left >= words[index - 1].right, `${word} has room`);
      }
    }
  });

  it('opens dialogs at what they are for, and keeps their title and cross in view', async () => {
    const [{ page }] = await meet(sizes['a small phone']);
    for (const [dialog, focused] of [['settings', 'tag'], ['help', 'help-title'], ['report', 'about']]) {
      await page.click(`#open-${dialog}`);
      const focus = await page.evaluate(() => document.activeElement.id || document.activeElement.name);
      assert.equal(focus, focused);
      await page.$eval(`#${dialog}`, (place) => place.scrollTo(0, place.scrollHeight));
      assert.equal(await page.evaluate(isUppermost, `#${dialog} .close`), true, `the cross of ${dialog}`);
      assert.equal(await page.evaluate(isUppermost, `#${dialog} h2`), true, `the title of ${dialog}`);
      await page.click(`#${dialog} .close`);
    }
    const explained = await page.$$eval('#help .explained dd', (places) => places.map((place) => place.textContent));
    assert.equal(explained.filter((text) => text.length > 20).length, 7);
  });

  it('has the own picture in its corner at once, whatever size it becomes', async () => {
    const { page } = await arrive(sizes['a desktop']);
    await poll(async () => (await page.evaluate(cornerOfOwn)) === 'bottom-right', 'the own picture is in its corner');
    for (const what of ['a phone', 'a desktop', 'a phone held across']) {
      await page.setViewport(sizes[what]);
      assert.equal(await page.evaluate(cornerOfOwn), 'bottom-right', what);
    }
  });

  for (const theme of ['light', 'dark']) {
    it(`has nothing serious to be said against it, in ${theme} colours`, async () => {
      const [ann, bob] = await meet(sizes['a phone']);
      await bob.say('hello');
      await ann.hears('hello');
      await ann.say('hello yourself');
      await ann.page.select('#theme', theme);
      for (const size of ['a phone', 'a desktop']) {
        await ann.page.setViewport(sizes[size]);
        for (const dialog of [null, 'settings', 'help', 'report']) {
          if (dialog) await ann.page.click(`#open-${dialog}`);
          assert.deepEqual(await graveFindings(ann.page), [], `on ${size}, ${dialog ?? 'without a dialog'}`);
          if (dialog) await ann.page.click(`#${dialog} .close`);
        }
      }
    });
  }

  it('keeps the chosen colours', async () => {
    const ann = await arrive();
    const ground = () => ann.page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    await ann.page.select('#theme', 'dark');
    const dark = await ground();
    await ann.page.select('#theme', 'light');
    assert.notEqual(await ground(), dark);
    await ann.page.select('#theme', 'dark');
    await ann.page.reload();
    assert.equal(await ann.page.$eval('#theme', (select) => select.value), 'dark');
    assert.equal(await ground(), dark);
  });

  it('speaks the first language that both it and the browser know, on all its places', async () => {
    const ann = await arrive({ languages: ['pt-BR', 'de-AT', 'en'] });
    assert.equal(await ann.page.$eval('html', (html) => html.lang), 'de');
    assert.equal((await ann.text('#next')).trim(), 'Weiter');
    assert.equal(await ann.page.$eval('#message', (box) => box.placeholder), 'Noch niemand da');
    await poll(async () => (await ann.text('#activity')).startsWith('Suche'), 'the page searches in German');
    for (const language of ['en', 'de', 'es']) {
      await ann.page.select('#language', language);
      assert.deepEqual(await ann.page.evaluate(unsaid), []);
    }
  });

  it('changes its language within a call, also of a notice, and keeps it', async () => {
    const [ann] = await meet({ devices: 'denied' });
    const connections = await ann.connectionsMade();
    assert.match(await ann.text('#notice-text'), /^The browser may not use/);
    await ann.page.select('#language', 'es');
    assert.equal(await ann.text('#status-media'), 'conectado');
    assert.match(await ann.text('#notice-text'), /^El navegador no puede usar tu micrófono y tu cámara/);
    assert.equal(await ann.state('media'), 'connected');
    assert.equal(await ann.connectionsMade(), connections);
    await ann.page.reload();
    assert.equal(await ann.page.$eval('html', (html) => html.lang), 'es');
    assert.equal(await ann.page.$eval('#language', (select) => select.value), 'es');
  });

  it('is operated by single keys, which the help lists and can turn off', async () => {
    const [ann] = await meet({ choices: { shortcuts: 'on' } });
    const { keyboard } = ann.page;
    const pressed = (id) => ann.page.$eval(id, (button) => button.ariaPressed);
    await keyboard.press('m');
    await keyboard.press('v');
    assert.equal(await pressed('#mute-audio'), 'true');
    assert.equal(await pressed('#mute-video'), 'true');
    await keyboard.press('v');
    assert.equal(await pressed('#mute-video'), 'false');
    await ann.anotherCall(() => keyboard.press('n'));

    await keyboard.press('?');
    const keys = await ann.page.$$eval('#help[open] kbd', (caps) => caps.map((cap) => cap.textContent));
    assert.deepEqual(keys, ['N', 'M', 'V', 'D', 'B', 'R', 'I', 'C', 'T', 'S', '?', '←', '→', '↑', '↓', 'Esc']);
    await ann.page.click('#shortcuts-on');
    await keyboard.press('Escape');
    assert.equal(await ann.page.$('#help[open]'), null);
    await keyboard.press('m');
    assert.equal(await pressed('#mute-audio'), 'true');
  });

  it('lets no single key act until keys are switched on', async () => {
    const [ann] = await meet();
    const { page } = ann;
    const connections = await ann.connectionsMade();
    await page.keyboard.type('nice to meet you, sir? bad video');
    assert.equal(await page.$('dialog[open]'), null);
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
    assert.equal(await page.$eval('#mute-audio', (button) => button.ariaPressed), 'false');
    assert.equal(await ann.state('media'), 'connected');
    assert.equal(await ann.connectionsMade(), connections);
    const told = () => page.$eval('#mute-audio', (button) => button.getAttribute('aria-keyshortcuts'));
    assert.equal(await told(), null);
    await page.click('#open-help');
    await page.click('#shortcuts-on');
    assert.equal(await told(), 'm');
    await page.keyboard.press('Escape');
    await page.keyboard.press('m');
    assert.equal(await page.$eval('#mute-audio', (button) => button.ariaPressed), 'true');
  });

  it('lets each key be exchanged by keyboard, but not for one that is in use, and keeps it', async () => {
    const { page } = await arrive({ choices: { shortcuts: 'on' } });
    const { keyboard } = page;
    const muted = () => page.$eval('#mute-audio', (button) => button.ariaPressed);
    const exchange = async (...keys) => {
      await page.click('#open-help');
      await page.focus('#shortcut-list [data-name=M]');
      await keyboard.press('Enter');
      for (const key of keys) await keyboard.press(key);
    };
    await exchange('v');
    assert.match(await page.$eval('#shortcuts-told', (place) => place.textContent), /^“v” cannot be used/);
    await keyboard.press('x');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'X');
    await keyboard.press('Escape');
    await keyboard.press('m');
    assert.equal(await muted(), 'false');
    await keyboard.press('x');
    assert.equal(await muted(), 'true');
    await page.reload();
    await keyboard.press('x');
    assert.equal(await muted(), 'true');
    await exchange('Escape');
    assert.equal(await page.$eval('#help', (dialog) => dialog.open), true);
    await page.click('#shortcuts-reset');
    await keyboard.press('Escape');
    await keyboard.press('m');
    assert.equal(await muted(), 'false');
  });

  it('takes keys for words while one writes', async () => {
    const [ann, bob] = await meet({ choices: { shortcuts: 'on' } });
    await ann.page.keyboard.press('c');
    await ann.page.keyboard.type('many men');
    assert.equal(await ann.page.$eval('#mute-audio', (button) => button.ariaPressed), 'false');
    await ann.page.keyboard.down('Shift');
    await ann.page.keyboard.press('Enter');
    await ann.page.keyboard.up('Shift');
    await ann.page.keyboard.type('and women');
    await ann.page.keyboard.press('Enter');
    await bob.hears('many men\nand women');
    await ann.page.keyboard.press('Escape');
    await ann.page.keyboard.press('m');
    assert.equal(await ann.page.$eval('#mute-audio', (button) => button.ariaPressed), 'true');
  });

  it('has an own picture that goes to any corner by hand, press and key, and stays there', async () => {
    const ann = await arrive();
    const { page } = ann;
    const corner = async (wanted) => {
      const now = () => page.evaluate(cornerOfOwn);
      await poll(async () => (await now()) === wanted, `the own picture is ${wanted}`);
    };
    await corner('bottom-right');
    await page.focus('#own');
    await page.keyboard.press('ArrowUp');
    await corner('top-right');
    await page.keyboard.press('ArrowLeft');
    await corner('top-left');
    await page.click('#own');
    await corner('top-right');

    const stage = await (await page.$('#stage')).boundingBox();
    const own = await (await page.$('#own')).boundingBox();
    await page.mouse.move(own.x + 20, own.y + 20);
    await page.mouse.down();
    await page.mouse.move(stage.x + 60, stage.y + stage.height - 60, { steps: 4 });
    await page.mouse.up();
    await corner('bottom-left');
    await page.reload();
    await corner('bottom-left');
  });
});

/** The operator and the page itself have something to say, at once and at length. */
function fillBanners() {
  for (const id of ['announcement', 'notice']) {
    document.querySelector(`#${id}`).hidden = false;
    document.querySelector(`#${id}-text`).textContent = 'This will take a moment, please be patient. '.repeat(6);
  }
  document.querySelector('#notice-action').textContent = 'Try again';
}

/** The words below the buttons, what the buttons are called, and which part of the page each word takes. */
function wordsOfButtons() {
  return [...document.querySelectorAll('.tool')].map((button) => {
    const place = button.querySelector('.word');
    const { left, right } = place.getBoundingClientRect();
    return { word: place.textContent, name: button.ariaLabel, left, right };
  });
}

/** Whether a press at the middle of this part would reach it. */
function isUppermost(selector) {
  const part = document.querySelector(selector);
  const { left, top, width, height } = part.getBoundingClientRect();
  const found = document.elementFromPoint(left + width / 2, top + height / 2);
  return part === found || part.contains(found);
}

/** The size that the page takes, and where its parts are. */
function measure() {
  const { scrollWidth, scrollHeight } = document.documentElement;
  const boxes = {};
  for (const part of document.querySelectorAll('main [id], header [id]')) {
    // What is hidden from the eye may be anywhere.
    if (part.checkVisibility()) boxes[part.id] = part.getBoundingClientRect().toJSON();
  }
  return { scroll: [scrollWidth, scrollHeight], boxes };
}

/** Elements whose text is not there. */
function unsaid() {
  const texts = {
    text: (place) => place.textContent,
    label: (place) => place.ariaLabel,
    title: (place) => place.title,
    placeholder: (place) => place.placeholder,
  };
  const missing = [];
  for (const [target, read] of Object.entries(texts)) {
    for (const place of document.querySelectorAll(`[data-${target}]`)) {
      const text = read(place);
      if (!text || text === 'undefined') missing.push(`${target} ${place.dataset[target]}`);
    }
  }
  return missing;
}

function cornerOfOwn() {
  const stage = document.getElementById('stage').getBoundingClientRect();
  const own = document.getElementById('own').getBoundingClientRect();
  const gaps = {
    top: own.top - stage.top,
    bottom: stage.bottom - own.bottom,
    left: own.left - stage.left,
    right: stage.right - own.right,
  };
  const near = (side) => Math.abs(gaps[side] - 12) < 1;
  return `${['top', 'bottom'].find(near)}-${['left', 'right'].find(near)}`;
}
