#!/bin/sh
# Copies the stock client from the npm package socket.io-client, as pinned by
# e2e/package-lock.json, into web/bundle, from where the Go build embeds it.
set -eu
cd "$(dirname "$0")"
dist=../e2e/node_modules/socket.io-client/dist

# Ends without a bundle, which no build needs.
without() { # why
	echo "bundle: $1, so the demo page will load the client from a CDN." >&2
	exit 0
}

pinned=$(sed -n '/"node_modules\/socket.io-client": {/,/}/s/.*"version": "\(.*\)".*/\1/p' ../e2e/package-lock.json)
installed=$(sed -n 's/^  "version": "\(.*\)".*/\1/p' "$dist/../package.json" 2>/dev/null || true)
if [ "$pinned" != "$installed" ]; then
	command -v npm >/dev/null || without "npm is not there"
	(cd ../e2e && npm ci --silent --no-progress) || without "npm cannot install the client"
fi

for name in socket.io.js socket.io.min.js socket.io.esm.min.js; do
	for file in "$name" "$name.map"; do
		cmp -s "$dist/$file" "bundle/$file" || cp "$dist/$file" "bundle/$file"
	done
done
echo "bundle: socket.io-client $pinned"
