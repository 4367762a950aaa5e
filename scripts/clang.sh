# shellcheck shell=bash
#
# clang.sh
#   Where clang is.  Sourced.

# Prints the newest clang there is.
find_clang() {
	local clang
	for clang in clang $(compgen -c clang- | grep -E '^clang-[0-9]+$' | sort -t- -k2 -rn); do
		type -P "$clang" && return
	done
	return 1
}
