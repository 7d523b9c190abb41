#!/usr/bin/env bash
# opendkim-testmsg and dkimpy sign, Culver verifies. Debian's Python has their modules.
exec /usr/bin/python3 "$CONFORMANCE/lib/dkim_journey.py"
