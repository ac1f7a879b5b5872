#!/bin/sh
# Starts the mediasoup worker in a session of its own. mediasoup spawns it into the process group of Node, where Ctrl-C
# in a terminal would reach it directly and end it, and everybody's media, before the orderly close has begun.
worker="${MEDIASOUP_WORKER_BIN:-$(dirname "$0")/../../node_modules/mediasoup/worker/out/Release/mediasoup-worker}"
if command -v setsid >/dev/null 2>&1; then
  exec setsid "$worker" "$@"
fi
exec "$worker" "$@"
