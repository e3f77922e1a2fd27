#!/bin/sh
# Renews the hashed constraints files with pip-tools, without any index address in them.
# Usage: tools/constraints.sh PYTHON

set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$1" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet pip-tools
printf 'hatchling\neditables\n' >"$scratch/build.in"
printf 'clipspy>=1.0.6\nduckdb>=1.1\nzen-engine>=0.30\n' >"$scratch/bench.in"

renew() { # TITLE TARGET SOURCES...
    title=$1 target=$2
    shift 2
    "$scratch/venv/bin/pip-compile" --quiet --generate-hashes --allow-unsafe --strip-extras \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --no-emit-trusted-host --output-file "$scratch/out.txt" "$@"
    { echo "# $title: \`make constraints\` renews it."; cat "$scratch/out.txt"; } >"$scratch/whole.txt"
    mv "$scratch/whole.txt" "$target"
    rm "$scratch/out.txt"
}

renew "Every package that developing tactful needs, pinned and hashed" \
    constraints.txt --extra dev pyproject.toml "$scratch/build.in"
renew "The engines that benchmarks/evaluate.py compares with, pinned and hashed" \
    benchmarks/constraints.txt -c constraints.txt "$scratch/bench.in"
renew "Spark, for the tests that need it, pinned and hashed" \
    tests_spark/constraints.txt -c constraints.txt --extra spark pyproject.toml
