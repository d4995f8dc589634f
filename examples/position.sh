#!/bin/sh
# An agent's mind: oracled agent run calls this once a round and takes the
# position from its standard output. The environment says what is asked:
# ORACLED_CHAIN, ORACLED_CHAIN_ID, ORACLED_TASK, ORACLED_ROUND and
# ORACLED_DIMENSION; standard input has the whole request as JSON.
# usage: position.sh VALUE [CONFIDENCE]; all coordinates are VALUE.
set -eu
values=$1
i=1
while [ "$i" -lt "$ORACLED_DIMENSION" ]; do
	values="$values, $1"
	i=$((i + 1))
done
echo "{\"values\": [$values], \"confidence\": ${2:-80}}"
