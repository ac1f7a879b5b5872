#!/bin/sh
# Starts coturn with the settings of this installation, which go into a file, not into the list of processes.
#   TURN_SECRET  shared with signaling          TURN_REALM   the domain
#   TURN_PEERS   addresses of the media nodes, separated by commas (one address, or first-last)
#   TURN_EXTERNAL_IP   the public address, or public/private behind NAT (optional)
#   TURN_CERT, TURN_KEY   certificate and key, for turns: (optional)
#   TURN_MORE    further lines of configuration (optional)
set -eu
: "${TURN_SECRET:?}" "${TURN_REALM:?}" "${TURN_PEERS:?}"
umask 077
folder="$(mktemp -d)"
conf="$folder/turnserver.conf"
{
  cat "$(dirname "$0")/turnserver.conf"
  echo "static-auth-secret=$TURN_SECRET"
  echo "realm=$TURN_REALM"
  echo "$TURN_PEERS" | tr ',' '\n' | sed 's/[[:space:]]//g; /^$/d; s/^/allowed-peer-ip=/'
  echo "pidfile=$folder/turnserver.pid"
  echo "userdb=$folder/turndb"
  [ -z "${TURN_EXTERNAL_IP:-}" ] || echo "external-ip=$TURN_EXTERNAL_IP"
  if [ -n "${TURN_CERT:-}" ]; then
    echo "cert=$TURN_CERT"
    echo "pkey=${TURN_KEY:?}"
  else
    echo "no-tls"
    echo "no-dtls"
  fi
  [ -z "${TURN_MORE:-}" ] || printf '%s\n' "$TURN_MORE"
} > "$conf"
exec turnserver -c "$conf"
