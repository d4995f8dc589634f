#!/bin/bash
# Installs what `make ptx` (nvcc) or `-tags cuda` (headers and a stub library)
# needs, from the non-free part of the Debian this runs on. Its sources are a file
# of their own beside Debian's, from which they take their addresses.
#
#   install.sh compiler   nvcc and the headers, about 1.5 GB
#   install.sh headers    only what -tags cuda is built with
set -eu -o pipefail

case "${1:-}" in
compiler) packages=(nvidia-cuda-toolkit nvidia-cuda-dev) ;;
headers) packages=(nvidia-cuda-dev) ;;
*)
	echo "usage: $0 compiler|headers" >&2
	exit 2
	;;
esac

if ! apt-cache policy "${packages[0]}" | grep -q 'Candidate: [0-9]'; then
	from=/etc/apt/sources.list.d/debian.sources
	own=/etc/apt/sources.list.d/oracled-non-free
	if [ -f "$from" ]; then
		sed -E 's/^Components:.*/Components: non-free contrib/' "$from" >"$own.sources"
	elif grep -qE '^deb .* main' /etc/apt/sources.list; then
		sed -nE '/^deb .* main/s/ main.*/ non-free contrib/p' /etc/apt/sources.list >"$own.list"
	else
		echo "$0: cannot tell where this machine's Debian packages come from; add its non-free part to the package sources" >&2
		exit 1
	fi
	apt-get update
fi
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"
