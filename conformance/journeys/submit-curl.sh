#!/usr/bin/env bash
# curl: submission in the clear, with STARTTLS and over TLS, by every mechanism it and we know; and what submission refuses.
set -euo pipefail
subjects=()
for mechanism in PLAIN LOGIN; do
  for way in "smtp://$HOST:$SUBMISSION" "--ssl-reqd smtp://$HOST:$SUBMISSION" "smtps://$HOST:$SUBMISSIONS"; do
    subject="curl $mechanism ${#subjects[@]}"
    printf 'From: <%s>\r\nbcc:\r\n secret@example.org\r\nSubject: %s\r\n\r\nHello by curl.\r\n' "$ACCOUNT" "$subject" >mail.eml
    # shellcheck disable=SC2086
    curl -sSk --login-options "AUTH=$mechanism" --sasl-ir -u "$ACCOUNT:$PASSWORD" $way/journey.example --mail-from "$ACCOUNT" --mail-rcpt "$ACCOUNT" -T mail.eml
    subjects+=("$subject")
  done
done
if curl -sSk -u "$ACCOUNT:wrong" "smtps://$HOST:$SUBMISSIONS" --mail-from "$ACCOUNT" --mail-rcpt "$ACCOUNT" -T mail.eml 2>said; then echo "a wrong password was taken"; exit 1; fi
if curl -sSk -u "$ACCOUNT:$PASSWORD" "smtps://$HOST:$SUBMISSIONS" --mail-from someone@example.org --mail-rcpt "$ACCOUNT" -T mail.eml 2>said; then echo "sent as another"; exit 1; fi
grep -q 550 said
python3 "$CONFORMANCE/lib/submitted.py" "${subjects[@]}"
