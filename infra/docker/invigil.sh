#!/bin/sh
# Runs one process of Invigil: the first word says which, the rest are its arguments.
set -eu
cd "$(dirname "$0")/../.."
role="${1:-all-in-one}"
[ "$#" -eq 0 ] || shift
case "$role" in
  all-in-one) exec node infra/all-in-one/main.ts "$@" ;;
  api) exec node api/src/main.ts "$@" ;;
  signaling) exec node signaling/src/main.ts "$@" ;;
  media)
    # Where a pod learns its node's public address only by asking, it is in a file by now.
    if [ -n "${ANNOUNCED_ADDRESS_FILE:-}" ]; then
      ANNOUNCED_ADDRESS="$(cat "$ANNOUNCED_ADDRESS_FILE")"
      export ANNOUNCED_ADDRESS
    fi
    exec node media-server/src/main.ts "$@"
    ;;
  node-address) exec node infra/helm/nodeAddress.ts "$@" ;;
  backup | restore) exec node infra/backup/main.ts "$role" "$@" ;;
  keys) exec node infra/keys/main.ts "$@" ;;
  *)
    echo "There is no \"$role\": all-in-one, api, signaling, media, node-address, backup, restore or keys." >&2
    exit 64
    ;;
esac
