#!/bin/sh
# Prints the path of a Python that can make the virtual environment: 3.11, 3.12 or 3.13 with venv.
# With a version as argument (3.11), only that one will do.
set -eu

wanted=${1:-}
fits='import sys, venv, ensurepip
version = "%d.%d" % sys.version_info[:2]
sys.exit(version not in (sys.argv[1:] or ["3.11", "3.12", "3.13"]))'

for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c "$fits" $wanted 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Python ${wanted:-3.11, 3.12 or 3.13} with its venv module is needed (Debian: apt-get install python3-venv)." >&2
exit 1
