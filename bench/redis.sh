# Sourced by table.sh and hundred-thousand.sh: a Redis for the length of a script.
port=${REDIS_PORT:-16379}
dir=$(mktemp -d)
redis=
look=

clean() {
	[ -z "$look" ] || kill "$look" 2>/dev/null || true
	[ -z "$redis" ] || kill "$redis" 2>/dev/null || true
	[ -z "$redis" ] || wait "$redis" 2>/dev/null || true
	rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' INT TERM

start_redis() {
	redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --maxmemory-policy noeviction --dir "$dir" >"$dir/log" 2>&1 &
	redis=$!
	tries=0
	until grep -q 'Ready to accept' "$dir/log"; do
		tries=$((tries + 1))
		if ! kill -0 "$redis" 2>/dev/null || [ "$tries" -gt 100 ]; then
			cat "$dir/log"
			exit 1
		fi
		sleep 0.1
	done
}

# hurry_redis has it run before the servers, as it would on a machine of its own.
hurry_redis() { chrt -r -p 5 "$redis"; }
