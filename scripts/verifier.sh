#!/bin/sh
# Puts the JavaScript verifier of the tests into .cache/verifier, as its lock file says. Costs nothing when it is there.
set -eu
cd "$(dirname "$0")/.."
from=tests/credit/javascript
into=.cache/verifier
want=$(cat "$from/package.json" "$from/package-lock.json" scripts/verifier.sh | cksum)
if [ "$(cat "$into/installed" 2>/dev/null)" = "$want" ]; then
    exit 0
fi
if ! command -v npm >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing the system's npm for the tests."
    DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi
if ! command -v npm >/dev/null 2>&1; then
    echo "The tests verify credentials with a second program, which npm installs: install nodejs and npm (on Debian as root: apt-get install nodejs npm)." >&2
    exit 1
fi
echo "Installing the second verifier of the tests (once)."
rm -rf "$into"
mkdir -p "$into"
cp "$from/package.json" "$from/package-lock.json" "$into"
(cd "$into" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null)
echo "$want" >"$into/installed"
