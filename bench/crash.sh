#!/usr/bin/env bash
# Tries to make the server lose mail, at length: 1,000 kills under load, 1,000 power failures, and every fault of a disk 50 times. Prints the dice it threw.
#   bench/crash.sh [--rounds N] [--clients N] [--images N] [--faults N] [--seed N]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=1000 clients=50 images=1000 faults=50
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2 ;;
    --clients) clients=$2 ;;
    --images) images=$2 ;;
    --faults) faults=$2 ;;
    --seed) export CULVER_CRASH_SEED=$2 ;;
    *) echo "unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
export CULVER_CRASH_ROUNDS=$rounds CULVER_CRASH_CLIENTS=$clients CULVER_CRASH_IMAGES=$images CULVER_FAULT_ROUNDS=$faults
dotnet build tests/Culver.Crash.Tests -c Release -v quiet -clp:NoSummary
exec tests/Culver.Crash.Tests/bin/Release/net10.0/Culver.Crash.Tests -showLiveOutput
