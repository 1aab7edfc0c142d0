#!/bin/sh
# Starts a PostgreSQL of its own, from the packages of the system, in a new
# directory with the socket and everything else. Prints the directory once it
# answers; ends, and takes all along, when standard input ends. So whoever
# started it cannot leave it behind, however it dies itself.
#
# By hand:   sh postgres.sh     then, elsewhere:   psql -h DIRECTORY -U tresen postgres
# Exit code 77: PostgreSQL is not installed.
set -eu
trap '' INT HUP TERM # of the terminal, or of who ends the tests: standard input ends too

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || bin=$(dirname "$(command -v initdb)") || exit 77
[ -x "$bin/pg_ctl" ] || exit 77

# The name of a socket is short, and another account has to get there: what TMPDIR
# names may be neither.
dir=$(mktemp -d /tmp/tresen-pg.XXXXXX 2>/dev/null) || dir=$(mktemp -d "${TMPDIR:-/tmp}/tresen-pg.XXXXXX")
run=
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to be root
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$dir"
  run="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
fi

cd "$dir"
stop() {
  [ ! -f data/postmaster.pid ] || $run "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true
  cd /
  rm -rf "$dir"
}
trap stop EXIT
$run "$bin/initdb" -D "$dir/data" -A trust -U tresen -E UTF8 --locale=C --no-sync >"$dir/initdb" 2>&1 || { cat "$dir/initdb" >&2; exit 1; }
options="-c listen_addresses= -c unix_socket_directories=$dir -c max_connections=100 -c shared_buffers=16MB"
$run "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/log" -o "$options" -w -t 600 start >/dev/null 2>&1 || { cat "$dir/data/log" >&2; exit 1; }

echo "$dir"
cat >/dev/null
