#!/usr/bin/env bash
# Runs every test project, one after another, and closes with their sum: tests/run.sh [CONFIGURATION]
set -uo pipefail
cd "$(dirname "$0")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test --solution GptOperator.sln -c "${1:-Release}" --no-build --max-parallel-test-modules 1 2>&1 | tee "$log"
status=$?

awk '/^  succeeded: /{passed=$2} /^  failed: /{failed=$2} /^  skipped: /{skipped=$2}
     END {printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""}' "$log"
exit "$status"
