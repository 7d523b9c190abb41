// nodemailer: a message with alternatives, an attachment and a name beyond ASCII, by SMTP with STARTTLS.
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import path from 'node:path';

const { HOST, SMTP, LMTP, ACCOUNT, CONFORMANCE } = process.env;
const require = createRequire(path.join(CONFORMANCE, 'node', 'package.json'));
const nodemailer = require('nodemailer');

const message = subject => ({
  from: '"Jürgen Müller" <juergen@example.org>',
  to: ACCOUNT,
  subject,
  text: 'Grüße aus der Ferne',
  html: '<p>Grüße aus der <b>Ferne</b></p>',
  attachments: [{ filename: 'bild – ü.bin', content: Buffer.alloc(50_000, 7) }],
});
const smtp = nodemailer.createTransport({ host: HOST, port: Number(SMTP), requireTLS: true, tls: { rejectUnauthorized: false }, name: 'journey.example' });
const sent = await smtp.sendMail(message('Grüße – by nodemailer'));
assert.equal(sent.rejected.length, 0);
await assert.rejects(smtp.sendMail({ ...message('no'), to: 'nobody@culver.test' }), error => error.responseCode === 550);
const lmtp = nodemailer.createTransport({ host: HOST, port: Number(LMTP), lmtp: true, tls: { rejectUnauthorized: false }, name: 'journey.example' });
await lmtp.sendMail(message('Grüße – by LMTP'));

execFileSync('python3', ['-c', `
import email, email.policy, sys, os
sys.path.insert(0, os.path.join(os.environ["CONFORMANCE"], "lib"))
import state
box = state.connect()
box.select("INBOX", readonly=True)
state.expect("exists", box.untagged_responses["EXISTS"], [b"2"])
for number, how in (("1", "nodemailer"), ("2", "LMTP")):
    raw = box.fetch(number, "(BODY[])")[1][0][1]
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    state.expect("subject", mail["Subject"], f"Grüße – by {how}")
    state.expect("attachment", [p.get_payload(decode=True) for p in mail.iter_attachments()], [bytes([7]) * 50000])
    structure = b"".join(part if isinstance(part, bytes) else b"".join(part) for part in box.fetch(number, "(BODYSTRUCTURE)")[1])
    assert b'"alternative"' in structure.lower() and b'"mixed"' in structure.lower(), structure
`], { stdio: 'inherit' });
