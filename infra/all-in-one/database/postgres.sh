# Runs "$@" (a PostgreSQL) and prints its process id. Its own standard input is a pipe from the process that started it: when
# that ends, for whatever reason, SIGKILL included, the database is asked to shut down. So it is never left behind.
exec 3<&0 </dev/null
"$@" >&2 3<&- &
database=$!
echo "$database"
exec >&-
(
  read -r _ <&3
  kill -INT "$database"
) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$database"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
