#!/usr/bin/env bash
# curl: imap, imap with STARTTLS, imaps, smtp and smtp with STARTTLS.
set -euo pipefail
url="imap://$HOST:$IMAP"
printf 'From: Ada <ada@example.org>\r\nTo: %s\r\nSubject: by curl\r\nMessage-ID: <curl@example.org>\r\n\r\nHello by curl.\r\n' "$ACCOUNT" >mail.eml
for flags in "" "--ssl-reqd"; do
  curl -sSk $flags "smtp://$HOST:$SMTP/journey.example" --mail-from ada@example.org --mail-rcpt "$ACCOUNT" -T mail.eml
done
for where in "$url" "imaps://$HOST:$IMAPS"; do
  curl -sSk -u "$ACCOUNT:$PASSWORD" "$where" | tee list | grep -q '"/" INBOX'
  curl -sSk -u "$ACCOUNT:$PASSWORD" "$where/INBOX" -X 'EXAMINE INBOX' | grep -q '2 EXISTS'
done
curl -sSk --ssl-reqd -u "$ACCOUNT:$PASSWORD" "$url/INBOX;UID=1" >got.eml
grep -q '^Hello by curl' got.eml
tail -c "$(wc -c <mail.eml)" got.eml | cmp - mail.eml
curl -sSk --login-options 'AUTH=LOGIN' -u "$ACCOUNT:$PASSWORD" "$url/INBOX" -X 'SEARCH SUBJECT curl' | tr -d '\r' | grep -qx '\* SEARCH 1 2'
curl -sSk -u "$ACCOUNT:$PASSWORD" "$url/Sent" -T mail.eml
curl -sSk -u "$ACCOUNT:$PASSWORD" "$url/INBOX" -X 'STORE 1 +FLAGS (\Deleted)' | grep -q 'Deleted'
curl -sSk -u "$ACCOUNT:$PASSWORD" "$url/INBOX" -X 'EXPUNGE' | tr -d '\r' | grep -qx '\* 1 EXPUNGE'
if curl -sSk -u "$ACCOUNT:wrong" "$url" >refused 2>&1; then echo "a wrong password was taken"; exit 1; fi
python3 - <<'P'
import os, sys
sys.path.insert(0, os.path.join(os.environ["CONFORMANCE"], "lib"))
import state
state.expect("inbox", list(state.subjects("INBOX")), ["by curl"])
state.expect("sent", state.subjects("Sent"), {"by curl": {"\\Seen"}})
P
