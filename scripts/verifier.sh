#!/bin/sh
# Puts the JavaScript programs of the tests into .cache, as their lock files say: the second verifier of credentials and
# the identity provider. Costs nothing when they are there.
set -eu
cd "$(dirname "$0")/.."

install_program() { # FROM INTO WHAT
    want=$(cat "$1/package.json" "$1/package-lock.json" scripts/verifier.sh | cksum)
    if [ "$(cat "$2/installed" 2>/dev/null)" = "$want" ]; then
        return
    fi
    if ! command -v npm >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing the system's npm for the tests."
        DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
    fi
    if ! command -v npm >/dev/null 2>&1; then
        echo "The tests need $3, which npm installs: install nodejs and npm (on Debian as root: apt-get install nodejs npm)." >&2
        exit 1
    fi
    echo "Installing $3 of the tests (once)."
    rm -rf "$2"
    mkdir -p "$2"
    cp "$1/package.json" "$1/package-lock.json" "$2"
    (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null)
    echo "$want" >"$2/installed"
}

install_program tests/credit/javascript .cache/verifier "the second verifier"
install_program tests/identity/provider .cache/identity-provider "the identity provider"
