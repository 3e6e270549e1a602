#!/bin/sh
# Every figure of docs/bench.md, one command after the other: about eight minutes.
# Usage: bench/table.sh [PROGRAM]   (default: bin/socketchat; the rows on Redis need redis-server and a free REDIS_PORT, 16379)
set -eu
program=${1:-bin/socketchat}
failed=0
. "$(dirname "$0")/redis.sh"

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
echo "USER_TOTAL_INTERVAL=0"
USER_TOTAL_INTERVAL=0 run connect --against-floor --rounds 5
run connect --clients 18000 --rounds 1
run connect --transport polling --rounds 1
run fanout --rate 100 --rounds 5
run fanout --rate 100 --rounds 5 --stalled 1
run churn --rounds 20
command -v redis-server >/dev/null || exit $failed
start_redis
on_redis="--redis 127.0.0.1:$port --nodes 2 --against-embedded"
for turn in "as any process" "hurried"; do
	[ "$turn" = "as any process" ] || hurry_redis || break
	echo "Redis runs $turn"
	# shellcheck disable=SC2086 # several words
	run fanout $on_redis --rounds 5
	# shellcheck disable=SC2086
	run fanout --rate 100 $on_redis --rounds 5
done
exit $failed
