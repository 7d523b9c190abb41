// imapflow: IMAP4rev2 enabled and not, by the client's choice and by a server that does not offer it; QRESYNC and CONDSTORE and without;
// IDLE, append, flags, move, search, delete.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';

const { HOST, IMAP, IMAPS, ACCOUNT, PASSWORD, CONFORMANCE, CULVER, HOMEDIR } = process.env;
const require = createRequire(path.join(CONFORMANCE, 'node', 'package.json'));
const { ImapFlow } = require('imapflow');

const client = (options = {}) => new ImapFlow({
  host: HOST, port: Number(IMAPS), secure: true, tls: { rejectUnauthorized: false }, auth: { user: ACCOUNT, pass: PASSWORD }, logger: false, ...options,
});
const message = subject => `From: ada@example.org\r\nTo: ${ACCOUNT}\r\nSubject: ${subject}\r\n\r\nHello ${subject}\r\n`;

// One journey, and whether IMAP4rev2 is enabled in it.
async function round(options, isRev2) {
  const box = client(options);
  await box.connect();
  assert.equal(box.enabled.has('IMAP4REV2'), isRev2);
  assert.equal(box.enabled.has('QRESYNC'), options.qresync === true);
  const name = `Rôund ${JSON.stringify(options).replace(/[^a-z0-9]/gi, '')}`;
  const made = await box.mailboxCreate(name);
  assert.equal(made.created, true);
  // Its name travels in UTF-8 or in modified UTF-7, and is the same.
  assert.ok((await box.list()).some(one => one.path === name));
  for (let i = 1; i <= 5; i++) {
    const result = await box.append(name, message(`flow ${i}`), i % 2 ? ['\\Seen'] : ['$Later']);
    assert.equal(result.uid, i);
  }
  const lock = await box.getMailboxLock(name);
  try {
    assert.equal(box.mailbox.exists, 5);
    const all = [];
    for await (const one of box.fetch('1:*', { uid: true, flags: true, envelope: true, bodyStructure: true, internalDate: true, size: true })) all.push(one);
    assert.deepEqual(all.map(one => one.envelope.subject), ['flow 1', 'flow 2', 'flow 3', 'flow 4', 'flow 5']);
    assert.ok(all[0].flags.has('\\Seen') && all[1].flags.has('$Later'));
    assert.equal(all[0].bodyStructure.type, 'text/plain');
    assert.deepEqual(await box.search({ subject: 'flow 3' }, { uid: true }), [3]);
    assert.deepEqual(await box.search({ seen: false }, { uid: true }), [2, 4]);
    assert.deepEqual(await box.search({ seen: true }), [1, 3, 5]);
    assert.equal((await box.search({ all: true }, { returnOptions: ['COUNT'] })).count, 5);
    assert.ok(await box.messageFlagsAdd({ uid: '2' }, ['\\Flagged'], { uid: true }));
    const one = await box.fetchOne('2', { source: true, flags: true }, { uid: true });
    assert.equal(one.source.toString(), message('flow 2'));
    assert.ok(one.flags.has('\\Flagged'));
    const moved = await box.messageMove('4', 'Archive', { uid: true });
    assert.equal(moved.uidMap.size, 1);
    assert.ok(await box.messageDelete('5', { uid: true }));
    assert.equal((await box.status(name, { messages: true, unseen: true })).messages, 3);
  } finally {
    lock.release();
  }
  await box.mailboxDelete(name);
  await box.logout();
}

for (const options of [{}, { qresync: true }, { port: Number(IMAP), secure: false }])
  await round(options, true);
for (const options of [{ disableIMAP4rev2: true }, { disableIMAP4rev2: true, qresync: true }, { disableAutoEnable: true }])
  await round(options, false);

// A server on which IMAP4rev2 is switched off: a client that wants it goes on without.
const data = path.join(HOMEDIR, 'rev1');
const server = spawn(
  CULVER,
  ['serve', '--data', data, '--domain', 'culver.test', '--imap', '127.0.0.1:0', '--imaps', '127.0.0.1:0', '--smtp', 'off', '--lmtp', 'off',
    '--pop3', 'off', '--pop3s', 'off', '--submission', 'off', '--submissions', 'off', '--http', 'off'],
  { env: { ...process.env, CULVER__Imap__DisabledCapabilities__0: 'IMAP4rev2' }, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  let port;
  for await (const line of readline.createInterface({ input: server.stdout })) {
    port = /^ready.* imaps \S*:(\d+)/.exec(line)?.[1];
    if (port) break;
  }
  assert.ok(port, 'the second server was never ready');
  const added = spawnSync(CULVER, ['account', 'add', ACCOUNT, '--password-stdin', '--data', data], { input: `${PASSWORD}\n` });
  assert.equal(added.status, 0, String(added.stderr));
  for (const options of [{ port: Number(port) }, { port: Number(port), qresync: true }])
    await round(options, false);
} finally {
  server.kill();
  await new Promise(resolve => server.exitCode === null ? server.once('exit', resolve) : resolve());
}

// What one session does reaches another that idles.
const watcher = client({ qresync: true });
await watcher.connect();
await watcher.mailboxOpen('INBOX');
const exists = new Promise(resolve => watcher.once('exists', resolve));
const flags = new Promise(resolve => watcher.once('flags', resolve));
const expunge = new Promise(resolve => watcher.once('expunge', resolve));
const idling = watcher.idle();
const other = client();
await other.connect();
await other.append('INBOX', message('news'));
assert.equal((await exists).count, 1);
await other.mailboxOpen('INBOX');
await other.messageFlagsAdd('1', ['\\Answered']);
assert.ok((await flags).flags.has('\\Answered'));
await other.messageDelete('1');
await expunge;
await other.logout();
await watcher.logout();
await idling;
