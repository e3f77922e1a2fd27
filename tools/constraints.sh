#!/bin/sh
# Renews the hashed constraints files with uv, for every supported Python at once where they must
# differ, and without any index address in them.
# Usage: tools/constraints.sh PYTHON

set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$1" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet uv
# What builds stands in pyproject.toml; an editable install needs one thing more.
"$1" -c 'import sys, tomllib
build = tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"]
print("\n".join([*build, "editables"]))' >"$scratch/build.in"
printf 'clipspy>=1.0.6\nduckdb>=1.1\nzen-engine>=0.30\n' >"$scratch/bench.in"

renew() { # TITLE TARGET OPTIONS AND SOURCES...
    title=$1 target=$2
    shift 2
    "$scratch/venv/bin/uv" pip compile --quiet --generate-hashes --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --no-config --python-version 3.11 \
        --output-file "$scratch/out.txt" "$@"
    { echo "# $title: \`make constraints\` renews it."; cat "$scratch/out.txt"; } >"$scratch/whole.txt"
    mv "$scratch/whole.txt" "$target"
    rm "$scratch/out.txt"
}

renew "Every package that developing tactful needs, pinned and hashed" \
    constraints.txt --universal --extra dev pyproject.toml "$scratch/build.in"
renew "The engines that benchmarks/one_client/evaluate.py compares with, pinned and hashed" \
    benchmarks/constraints.txt --universal -c constraints.txt "$scratch/bench.in"
renew "Spark, for the tests that need it, pinned and hashed" \
    tests/spark/constraints.txt --universal -c constraints.txt --extra spark pyproject.toml
# The lowest versions that pyproject.toml allows users to have, with the tests' own tools as new
# as they come.
renew "The lowest versions" "$scratch/lowest.txt" \
    --resolution lowest-direct --extra all pyproject.toml
sed -n 's/^\([a-z0-9._-]*==[^ ]*\).*/\1/p' "$scratch/lowest.txt" >"$scratch/lowest.in"
renew "The lowest versions that tactful works with on Python 3.11, pinned and hashed" \
    tests/lowest.txt -c "$scratch/lowest.in" --extra dev pyproject.toml "$scratch/build.in"
