#!/bin/sh
# An agent's mind in shell and awk. oracled agent run asks through the
# environment and reads one JSON object from standard output.
# usage: forecast.sh SEED [BIAS] [CONFIDENCE]; BIAS is added to every value.
set -eu
exec awk -v seed="$1" -v bias="${2:-0}" -v confidence="${3:-80}" -v chain="$ORACLED_CHAIN_ID" \
	-v task="$ORACLED_TASK" -v round="$ORACLED_ROUND" -v dimension="$ORACLED_DIMENSION" 'BEGIN {
	srand(seed * 100003 + chain * 31 + task * 7 + round)
	printf "{\"values\": ["
	for (c = 0; c < dimension; c++) {
		truth = 1000 * task + chain % 97 + 3.25 * round + 10 * c
		printf "%s%.9f", c ? ", " : "", truth + (2 * rand() - 1) * 0.5 + bias
	}
	printf "], \"confidence\": %d}\n", confidence
}'
