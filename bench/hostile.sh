#!/usr/bin/env bash
# Attacks the server, built in Release, in a process of its own with its defaults, and tells what well-behaved clients notice of each attack.
#   bench/hostile.sh [--attacks NAME,NAME*] [--slice SECONDS] [--json FILE] [--markdown docs/hostile.md]
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build src/Culver -c Release -v quiet -clp:NoSummary
dotnet build bench/Culver.Hostile -c Release -v quiet -clp:NoSummary
ulimit -n "$(ulimit -Hn)"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bench/Culver.Hostile/bin/Release/net10.0/Culver.Hostile --culver src/Culver/bin/Release/net10.0/culver --folder "$scratch" "$@"
