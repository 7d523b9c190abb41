// imapflow: with QRESYNC and CONDSTORE and without, IDLE, append, flags, move, search, delete.
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import path from 'node:path';

const { HOST, IMAP, IMAPS, ACCOUNT, PASSWORD, CONFORMANCE } = process.env;
const require = createRequire(path.join(CONFORMANCE, 'node', 'package.json'));
const { ImapFlow } = require('imapflow');

const client = (options = {}) => new ImapFlow({
  host: HOST, port: Number(IMAPS), secure: true, tls: { rejectUnauthorized: false }, auth: { user: ACCOUNT, pass: PASSWORD }, logger: false, ...options,
});
const message = subject => `From: ada@example.org\r\nTo: ${ACCOUNT}\r\nSubject: ${subject}\r\n\r\nHello ${subject}\r\n`;

for (const options of [{}, { qresync: true }, { disableAutoEnable: true }, { port: Number(IMAP), secure: false }]) {
  const box = client(options);
  await box.connect();
  const name = `Round ${JSON.stringify(options).replace(/[^a-z0-9]/gi, '')}`;
  const made = await box.mailboxCreate(name);
  assert.equal(made.created, true);
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
