#!/bin/sh
# Runs the end-to-end tests: the program that `make build` built, in Debian's Chromium without a window.
# Where Chromium is missing and may be installed, it is; where it may not, the browser tests are left out, and it says so.
set -eu
cd "$(dirname "$0")/.."

find_browser() {
	for name in ${CHROMIUM:-} chromium chromium-browser google-chrome; do
		if command -v "$name" >/dev/null 2>&1; then command -v "$name"; return; fi
	done
}

browser=$(find_browser)
if [ -z "$browser" ]; then
	if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
		echo 'The end-to-end tests need Chromium: installing it by apt-get (chromium, fonts-liberation).'
		(apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-liberation) ||
			echo 'Chromium could not be installed.'
		browser=$(find_browser)
	fi
fi
CHROMIUM= npx vitest run --config e2e/vitest.config.ts
if [ -z "$browser" ]; then
	left=$(grep -hE '^[[:space:]]*(test|test\.each)\b' e2e/*.e2e.ts | wc -l | tr -d ' ')
	echo "$left end-to-end tests are left out: there is no Chromium here, and installing it needs root and apt-get."
	exit 0
fi
CHROMIUM=$browser exec npx vitest run --config e2e/vitest.config.ts "$@"
