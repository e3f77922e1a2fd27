#!/bin/sh
# Prints the Python interpreters that tactful supports and this machine has, oldest first.
# Looks along PATH and among pyenv's versions; a name that does not run is left out.

versions="3.11 3.12 3.13 3.14 3.15"
pyenv_root=$(command -v pyenv >/dev/null 2>&1 && pyenv root 2>/dev/null)

for version in $versions; do
    for candidate in \
        "$(command -v "python$version" 2>/dev/null)" \
        "$pyenv_root"/versions/"$version"*/bin/python \
        "$(command -v python3 2>/dev/null)" \
        "$(command -v python 2>/dev/null)"; do
        [ -x "$candidate" ] || continue
        found=$("$candidate" -c 'import sys, venv; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
        if [ "$found" = "$version" ]; then
            echo "$candidate"
            break
        fi
    done
done
