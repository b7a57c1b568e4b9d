// SPDX-License-Identifier: MIT
// Booths that other programs command over their sockets, with `callbooth ctl`, and with the examples of docs/control.md.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Callbooth } from '../support/callbooth.mjs';
import { Control, ctl, run } from '../support/control.mjs';
import { poll } from '../support/poll.mjs';

const beside = (file) => fileURLToPath(new URL(file, import.meta.url));
const base64 = (text) => Buffer.from(text).toString('base64');

describe('booths that other programs command', { timeout: 400_000 }, () => {
  let server;
  let folder;
  let booths = [];
  let controls = [];

  const enter = async (name) => {
    const path = join(folder, name);
    const booth = await Callbooth.run(
      beside('control.toml'),
      [
        `--plugin.peerjs.url=${server.url.replace('http', 'ws')}/signaling`,
        `--plugin.find.url=${server.url}/find`,
        `--plugin.control.path=${path}`,
      ],
      { ready: /listening at / },
    );
    booths.push(booth);
    const control = await Control.connect(path);
    controls.push(control);
    await control.ask('events');
    await control.ask('pause'); // it looks for nobody
    const ready = async () => (await control.ask('status'))['signaling.state'] === 'ready';
    await poll(ready, 'the booth is at the server', 30_000);
    return { path, control, id: (await control.ask('status'))['signaling.id'] };
  };
  const meet = async () => {
    const [a, b] = [await enter('a'), await enter('b')];
    assert.deepEqual(await a.control.ask('call', { peer: b.id }), { peer: b.id, outgoing: true, state: 'connecting' });
    await a.control.event('call-connected', { peer: b.id });
    await b.control.event('call-connected', { peer: a.id, outgoing: false });
    return [a, b];
  };
  /** Until the channel for chat is open. */
  const chat = (path, text) =>
    poll(async () => (await ctl(path, ['chat', text])).code === 0, 'the chat is open', 20_000);

  before(async () => {
    server = await Callbooth.serve(beside('server.toml'));
  });
  after(() => server?.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callbooth-'));
  });
  afterEach(async () => {
    for (const control of controls) control.leave();
    for (const booth of booths) assert.equal((await booth.stop()).code, 0, booth.report());
    [booths, controls] = [[], []];
    await rm(folder, { recursive: true });
  });
  it('call, chat both ways, mute, and hang up', async () => {
    const [a, b] = await meet();
    await chat(a.path, 'from a, with "quotes" and ü');
    await b.control.event('chat', { peer: a.id, text: 'from a, with "quotes" and ü' });
    await b.control.ask('chat', { text: 'from b' });
    await a.control.event('chat', { peer: b.id, text: 'from b' });
    assert.deepEqual(await a.control.ask('mute', { arguments: 'audio' }), { text: 'audio muted, video on' });
    await a.control.event('mute', { kind: 'audio', muted: true });
    assert.deepEqual(await a.control.ask('muted'), { audio: true, video: false });
    assert.deepEqual(await b.control.ask('end'), { peer: a.id });
    await a.control.event('call-ended', { peer: b.id, reason: 'remote-hangup' });
    await assert.rejects(a.control.ask('end'), { code: 'failed', message: 'there is no call' });
  });

  it('send text, bytes and files both ways over data channels', async () => {
    const [a, b] = await meet();
    await b.control.ask('claim', { labels: ['robot'] });
    const { channel } = await a.control.ask('open', { label: 'robot', protocol: 'raw' });
    await a.control.event('channel-opened', { channel });
    const { channel: other } = await b.control.event('channel-opened', { label: 'robot', protocol: 'raw' });
    await a.control.ask('send', { channel, text: 'left' });
    await a.control.ask('send', { channel, base64: base64('\0left') });
    await b.control.event('message', { channel: other, text: 'left' });
    await b.control.event('message', { channel: other, base64: base64('\0left') });
    await b.control.ask('send', { channel: other, text: 'right' });
    await a.control.event('message', { channel, text: 'right' });

    const content = randomBytes(6_000_000); // more than may be under way
    for (const [from, to] of [[a, b], [b, a]]) {
      const inbox = `${to.path}.inbox`;
      await mkdir(inbox);
      await to.control.ask('receive-files', { folder: inbox });
      await writeFile(join(folder, 'photo.jpg'), content);
      const sent = await from.control.ask('send-file', { path: join(folder, 'photo.jpg') });
      assert.deepEqual(sent, { name: 'photo.jpg', size: content.length });
      const { path } = await to.control.event('file-received', { peer: from.id });
      assert.equal(path, join(inbox, 'photo.jpg'));
      assert.ok(content.equals(await readFile(path)));
    }
    assert.equal((await a.control.ask('channels')).length, 1);
  });

  it('find a partner, and the next one', async () => {
    const [a, b] = [await enter('a'), await enter('b')];
    for (const { control } of [a, b]) await control.ask('next');
    for (const { control } of [a, b]) await control.event('call-connected');
    await a.control.ask('next');
    await b.control.event('call-ended', { reason: 'remote-hangup' });
    for (const { control } of [a, b]) await control.event('call-connected');
  });

  it('do what callbooth ctl asks, which says what went wrong', async () => {
    const [a, b] = [await enter('a'), await enter('b')];
    assert.equal((await ctl(a.path, ['status', 'signaling.id'])).out, `signaling.id=${a.id}\n`);
    assert.deepEqual(JSON.parse((await ctl(a.path, ['--json', 'muted'])).out), { audio: false, video: false });
    const list = (await ctl(a.path, ['list'])).out;
    for (const line of [/^ {2}call PEER \[METADATA\] +Calls/m, /^ {2}next +\S/m, /^ {2}devices +.*$/m]) assert.match(list, line);
    assert.equal((await ctl(a.path, ['call', b.id])).code, 0);
    for (const { control } of [a, b]) await control.event('call-connected');
    assert.equal((await ctl(a.path, ['mute', 'audio'])).out, 'audio muted, video on\n');

    const following = ctl(b.path, ['events', 'chat'], { lines: 1 });
    await poll(
      async () => {
        await chat(a.path, 'two words');
        return Promise.race([following, new Promise((resolve) => setTimeout(resolve, 100))]);
      },
      'ctl prints an event',
    );
    assert.deepEqual(JSON.parse((await following).out), { event: 'chat', peer: a.id, text: 'two words' });

    const receiving = ctl(b.path, ['receive-files', '.'], { lines: 2, cwd: folder });
    await writeFile(join(folder, 'sent.txt'), 'a file');
    const sent = async () => (await ctl(a.path, ['send-file', 'sent.txt'], { cwd: folder })).code === 0;
    await poll(async () => (await Promise.race([receiving, sent()])) && true, 'the file is sent', 90_000);
    assert.match((await receiving).out, /"file-received".*"path":"[^"]*sent \(2\)\.txt"/);

    const wrong = await ctl(a.path, ['fly']);
    assert.equal(wrong.code, 78);
    assert.match(wrong.err, /neither a request nor a command 'fly'/);
    const busy = await ctl(a.path, ['call', 'somebody']);
    assert.equal(busy.code, 1);
    assert.match(busy.err, /error/);
    const nobody = await ctl(join(folder, 'nobody'), ['status']);
    assert.equal(nobody.code, 1);
    assert.match(nobody.err, /nobody listens there/);
    const help = await ctl(a.path, ['--help']);
    assert.match(help.out, /Usage: callbooth ctl REQUEST/);
  });

  it('are completed by bash from what the program can do', async () => {
    const { path } = await enter('a');
    const completed = async (...words) => {
      const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _callbooth; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const file = beside('../../completions/callbooth.bash');
      return (await run('bash', ['--norc', '-c', script, file, process.env.CALLBOOTH, ...words])).out.split('\n');
    };
    assert.deepEqual(await completed('ct'), ['ctl', '']);
    assert.deepEqual(await completed('ctl', '--so'), ['--socket', '']);
    assert.deepEqual(await completed('ctl', '--socket', path, 'ne'), ['next', '']);
    assert.deepEqual(await completed('ctl', '--socket', join(folder, 'nobody'), 'ne'), ['', '']);
  });

  for (const [language, command, flag] of [['python', 'python3', '-c'], ['js', process.execPath, '-e']]) {
    it(`answer with the example in ${language}`, async () => {
      const docs = await readFile(beside('../../docs/control.md'), 'utf8');
      const [, source] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(docs);
      assert.equal(source.trim().split('\n').length, 5);
      const [a, b] = await meet();
      const robot = spawn(command, [flag, source], { env: { ...process.env, CONTROL: b.path }, stdio: 'inherit' });
      try {
        await poll(
          async () => {
            await chat(a.path, 'hello');
            return a.control.event('chat', { peer: b.id }, 500);
          },
          'the robot answers',
          30_000,
        );
      } finally {
        robot.kill();
      }
    });
  }

  it('let systemd make the socket', async () => {
    const path = join(folder, 'passed');
    const script = [
      'import os, socket, sys',
      'listening = socket.socket(socket.AF_UNIX); listening.bind(sys.argv[1]); listening.listen(); print(flush=True)',
      'if listening.fileno() != 3: os.dup2(listening.fileno(), 3)',
      'os.set_inheritable(3, True)',
      "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='control')",
      'os.execv(sys.argv[2], sys.argv[2:])',
    ].join('\n');
    const words = ['-c', script, path, process.env.CALLBOOTH, 'run', beside('control_server.toml')];
    const child = spawn('python3', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    try {
      const control = await Control.connect(path);
      await assert.rejects(control.ask('call', { peer: 'x' }), { code: 'unavailable' });
      control.leave();
    } finally {
      child.kill('SIGINT');
    }
    assert.equal(await exited, 0);
  });
});
