#!/bin/sh
# Renews the locked requirements after a change of the dependencies in pyproject.toml. Needs uv.
set -eu
# Extras stay in the lock: without them pip looks for the newest coverage[toml], finds no hash, and stops.
cd "$(dirname "$0")/.."
HEADER="sh tools/renew-locks.sh"
export UV_CUSTOM_COMPILE_COMMAND="$HEADER"
uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
    --extra dev pyproject.toml --output-file requirements.lock
uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
    --constraint requirements.lock pyproject.toml --output-file binder/requirements.txt
