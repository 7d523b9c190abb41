// nodemailer: submission with STARTTLS and over TLS, by every mechanism it and we know, pooled; and what submission refuses.
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import path from 'node:path';

const { HOST, SUBMISSION, SUBMISSIONS, ACCOUNT, PASSWORD, CONFORMANCE } = process.env;
const require = createRequire(path.join(CONFORMANCE, 'node', 'package.json'));
const nodemailer = require('nodemailer');

const transport = (secure, method, pass = PASSWORD) => nodemailer.createTransport({
  host: HOST, port: Number(secure ? SUBMISSIONS : SUBMISSION), secure, requireTLS: true, authMethod: method, pool: true, maxConnections: 2,
  auth: { user: ACCOUNT, pass }, tls: { rejectUnauthorized: false }, name: 'journey.example',
});
const subjects = [];
for (const secure of [false, true]) {
  for (const method of ['PLAIN', 'LOGIN']) {
    const smtp = transport(secure, method);
    await smtp.verify();
    const batch = [1, 2, 3].map(number => `nodemailer ${secure} ${method} ${number}`);
    await Promise.all(batch.map(subject => smtp.sendMail({ from: `"Ünsere" <${ACCOUNT}>`, to: ACCOUNT, subject, text: 'hello', html: '<p>hello</p>' })));
    subjects.push(...batch);
    await assert.rejects(smtp.sendMail({ from: 'someone@example.org', to: ACCOUNT, subject: 'no', text: 'no' }), error => error.responseCode === 550);
    await assert.rejects(smtp.sendMail({ from: 'someone@example.org', to: ACCOUNT, subject: 'no', text: 'no', envelope: { from: ACCOUNT, to: ACCOUNT } }), error => error.responseCode === 550);
    smtp.close();
    await assert.rejects(transport(secure, method, 'wrong').verify(), error => error.responseCode === 535);
  }
}
execFileSync('python3', [path.join(CONFORMANCE, 'lib', 'submitted.py'), ...subjects], { stdio: 'inherit' });
