#!/bin/sh
# Every figure of docs/bench.md, one command after the other: about ten minutes on an idle machine.
# Usage: bench/table.sh [PROGRAM]   (default: bin/socketchat)
set -eu
program=${1:-bin/socketchat}
failed=0

run() {
	echo "\$ socketchat bench $*"
	"$program" bench "$@" || failed=1
	echo
}

run fanout --against-floor --rounds 5
run fanout --rate 20 --against-floor --rounds 5
run fanout --clients 10000 --publishers 4 --against-floor
run fanout --clients 18000 --rate 3 --against-floor
run one-to-one --against-floor --rounds 5
run publish --against-floor --rounds 5
run connect --against-floor --rounds 5
run connect --clients 18000 --rounds 1
run connect --transport polling --rounds 1
run fanout --rate 100 --rounds 5
run fanout --rate 100 --rounds 5 --stalled 1
run churn --rounds 20
exit $failed
