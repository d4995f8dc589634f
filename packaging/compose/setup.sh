#!/bin/sh
# Makes what an operator on a development chain needs, in the working directory:
# configuration, four keys, contracts. What is there already is left alone.
set -eu

if [ ! -e oracled.yaml ]; then
  oracled init --dev --dev-account --operators 4 .
fi
if grep -q '^ *#hub:' oracled.yaml; then
  oracled deploy > deploy.txt
  cat deploy.txt
  hub=$(sed -n 's/^ *hub: "\(0x[0-9a-fA-F]*\)"$/\1/p' deploy.txt)
  start=$(sed -n 's/^ *startBlock: \([0-9]*\).*$/\1/p' deploy.txt)
  if [ -z "$hub" ]; then
    echo "oracled deploy printed no hub; see deploy.txt" >&2
    exit 1
  fi
  sed -i "s/^\( *\)#hub:.*/\1hub: \"$hub\"/; s/^\( *\)startBlock:.*/\1startBlock: ${start:-0}/" oracled.yaml
fi
if ! oracled doctor; then
  echo "If the development chain began anew, remove what is left of the last one: docker compose down --volumes" >&2
  exit 1
fi
