#!/usr/bin/env bash
# swaks: submission in the clear, with STARTTLS and over TLS, by every mechanism it and we know; and what submission refuses.
set -euo pipefail
send() { swaks --silent 2 --ehlo journey.example --server "$HOST" --from "$ACCOUNT" --to "$ACCOUNT" --auth-user "$ACCOUNT" --auth-password "$PASSWORD" "$@"; }
refused() {
  local code=$1
  shift
  if swaks --ehlo journey.example --server "$HOST" --to "$ACCOUNT" "$@" >said 2>&1; then echo "taken: $*"; exit 1; fi
  grep -qE "<[*~][*] +$code" said || { cat said; echo "not refused with $code: $*"; exit 1; }
}
subjects=()
for mechanism in PLAIN LOGIN; do
  for way in "--port $SUBMISSION" "--port $SUBMISSION --tls" "--port $SUBMISSIONS --tls-on-connect"; do
    subject="swaks $mechanism ${#subjects[@]}"
    # shellcheck disable=SC2086
    send $way --auth "$mechanism" --h-Subject "$subject" --add-header "Bcc: secret@example.org"
    subjects+=("$subject")
  done
done
printf 'From: <%s>\nSubject: swaks without much\n\nNo Date, no Message-ID.\n' "$ACCOUNT" >bare.eml
send --port "$SUBMISSION" --tls --auth PLAIN --data @bare.eml
subjects+=("swaks without much")
refused "530 5.7.0" --port "$SUBMISSION" --from "$ACCOUNT"
refused "535 5.7.8" --port "$SUBMISSION" --tls --from "$ACCOUNT" --auth PLAIN --auth-user "$ACCOUNT" --auth-password wrong
refused "550 5.7.1" --port "$SUBMISSION" --tls --from someone@example.org --auth PLAIN --auth-user "$ACCOUNT" --auth-password "$PASSWORD"
refused "550 5.7.1" --port "$SUBMISSION" --tls --from "$ACCOUNT" --h-From someone@example.org --auth PLAIN --auth-user "$ACCOUNT" --auth-password "$PASSWORD"
python3 "$CONFORMANCE/lib/submitted.py" "${subjects[@]}"
