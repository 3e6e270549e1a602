#!/bin/sh
# A hundred thousand clients on one machine: six servers on one Redis, six processes of clients, all in one channel, and one
# broadcast after the other. About a minute, six at most; what was started is ended.
# Usage: bench/hundred-thousand.sh [PROGRAM] [CLIENTS]   (default: bin/socketchat 100000)
# Needs redis-server, a free REDIS_PORT (16379), 20,000 descriptors a process and 2 GiB.
set -eu
program=${1:-bin/socketchat}
clients=${2:-100000}
. "$(dirname "$0")/redis.sh"

# memory says what all processes and the kernel use, caches of files left out.
memory() {
	awk '/^(MemTotal|MemFree|Buffers|Cached|Slab|SUnreclaim):/ {m[$1] = $2}
		END {printf "%d MiB in use, %d MiB of them the kernel'"'"'s slabs\n", (m["MemTotal:"] - m["MemFree:"] - m["Buffers:"] - m["Cached:"]) / 1024, m["Slab:"] / 1024}' /proc/meminfo
}

ulimit -n "$(ulimit -Hn)"
start_redis
hurry_redis || true
echo "before: $(memory)"
(
	for _ in 1 2 3; do
		sleep 20
		echo "later:  $(memory), $(awk '/^TCP:/ {print $3}' /proc/net/sockstat) sockets"
	done
) &
look=$!
timeout -s INT -k 30 300 "$program" bench fanout --redis "127.0.0.1:$port" --nodes 6 --clients "$clients" \
	--publishers 1 --rate 0.2 --warmup 5s --duration 10s --rounds 3
