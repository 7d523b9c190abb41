#!/usr/bin/env bash
NAME=dovecot-synced FSYNC=always exec bash "$(dirname "$0")/dovecot.sh" "$@"
