#!/bin/sh
# Makes .venv from a lock file and puts the `lms` command into it. Costs nothing when that is done already.
#   scripts/setup.sh requirements.txt | requirements-test.txt
set -eu
cd "$(dirname "$0")/.."
here=$(pwd)
lock=$1

fail() {
    echo "$1" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

makes_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# The system's own comes first: distributions build it with optimisation, version managers often without, and then
# everything takes up to a third longer. SYSTEM_PYTHON= leaves it out, PYTHON=/path/to/python3 names another.
find_python() {
    for name in ${PYTHON:-} ${SYSTEM_PYTHON-/usr/bin/python3} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_new_enough "$name"; then
            new=${new:-$name}
            if makes_environments "$name"; then
                echo "$name"
                return
            fi
        fi
    done
    if [ -n "${new:-}" ]; then
        fail "Python is here ($new) but its venv module is not: install it (on Debian: apt-get install python3-venv)."
    fi
    fail "Linchpin needs Python 3.11 or newer: install it (on Debian: apt-get install python3 python3-venv), or name it with PYTHON=/path/to/python3."
}

# The stamp changes with the lock, with the scripts that install it and with the place of the folder.
want="$(cat "$lock" scripts/setup.sh scripts/install_lock.py | cksum) $here"
stamp=.venv/installed-$lock
if [ -x .venv/bin/lms ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && is_new_enough .venv/bin/python; then
    exit 0
fi

if ! is_new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 || fail "$python could not make the folder .venv: is there room, and may you write here?"
fi

echo "Installing the packages of $lock into .venv (a minute or two, once)."
.venv/bin/python scripts/install_lock.py "$lock" ||
    fail "Installing from $lock did not work; the lines above say why. The first time it needs the network or a package mirror set up for pip."
# All processors compile at once what pip would compile one file after the other; what few tests load is left to them.
.venv/bin/python -W ignore -m compileall -qq -j 0 -x '/tests?/|/(scipy|numpy|mypy|mypyc|pip|pygments|setuptools|pkg_resources|jsbeautifier)/' .venv/lib || true # Of what cannot be compiled for this Python nothing is imported.

# The program itself runs from this folder: a path file instead of a build, so that no build tool is needed.
.venv/bin/python - "$here" <<'PYTHON'
import sys, sysconfig
from pathlib import Path

here = Path(sys.argv[1])
Path(sysconfig.get_path("purelib"), "linchpin.pth").write_text(f"{here}\n", encoding="utf-8")
command = here / ".venv" / "bin" / "lms"
command.write_text(
    f"""#!/bin/sh
'''exec' "{here}/.venv/bin/python" "$0" "$@"
' '''
import sys

from lms.cli import main

sys.exit(main())
""",
    encoding="utf-8",
)
command.chmod(0o755)
PYTHON

echo "$want" >"$stamp"
if [ "$lock" = requirements-test.txt ]; then # It holds every pin of requirements.txt; tests/house/test_locks.py sees to that.
    echo "$(cat requirements.txt scripts/setup.sh scripts/install_lock.py | cksum) $here" >.venv/installed-requirements.txt
fi
