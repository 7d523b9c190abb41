#!/usr/bin/env bash
# msmtp: submission with STARTTLS and over TLS, by every mechanism it and we know, notifications asked for; it takes blind copies for recipients.
set -euo pipefail
cat >msmtprc <<R
defaults
host $HOST
domain journey.example
from $ACCOUNT
user $ACCOUNT
password $PASSWORD
tls on
tls_certcheck off
account default
R
chmod 600 msmtprc
subjects=()
for mechanism in plain login scram-sha-1 scram-sha-256; do
  for way in "--port=$SUBMISSION --tls-starttls=on" "--port=$SUBMISSIONS --tls-starttls=off"; do
    subject="msmtp $mechanism ${#subjects[@]}"
    # shellcheck disable=SC2086
    printf 'From: %s\nTo: %s\nBcc: %s\nSubject: %s\n\nHello by msmtp.\n' "$ACCOUNT" "$ACCOUNT" "$ACCOUNT" "$subject" |
      msmtp --file=msmtprc $way --auth="$mechanism" -t
    subjects+=("$subject")
  done
done
if printf 'Subject: no\n\nno\n' | msmtp --file=msmtprc --port="$SUBMISSION" --auth=plain --from=someone@example.org "$ACCOUNT" 2>said; then echo "sent as another"; exit 1; fi
grep -q '550 5.7.1' said || { cat said; exit 1; }
python3 "$CONFORMANCE/lib/submitted.py" "${subjects[@]}"
