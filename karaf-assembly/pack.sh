#!/bin/sh
# Packs a distribution so that the same files give the same bytes, whoever packs them, where and when.
# usage: pack.sh FOLDER ARCHIVE.tar.gz
set -eu

# Under its name only when it is whole.
tar -C "$1" --sort=name --format=ustar --mtime='2026-01-01 00:00:00Z' --owner=0 --group=0 --numeric-owner \
    --mode='u=rwX,go=rX' --transform='s,^\.,nova,' -c . | gzip -n >"$2.new"
mv "$2.new" "$2"
