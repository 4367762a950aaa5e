# shellcheck shell=bash
#
# chroots.sh
#   Other releases of the distribution, as chroots, for servers that this
#   machine does not have.  Sourced after common.sh; needs root.
#
#   TRADESCREEN_MIRROR   where packages come from; by default the first mirror
#                        in the machine's own apt sources
#   TRADESCREEN_SUITES   the releases to look in
#   TRADESCREEN_CHROOTS  a directory where chroots are kept and found again; by
#                        default they are removed with the private directory

# shellcheck disable=SC2154 # work: see common.sh

chroot_suites=()
chroot_mirror=

# The private apt that knows the packages of all releases at once.
other_apt() {
	local command=$1
	shift
	as_root "$command" -q \
		-o Dir::Etc::sourcelist="$work/apt/sources.list" -o Dir::Etc::sourceparts=- \
		-o Dir::State::lists="$work/apt/lists" -o Dir::State::status=/dev/null -o Dir::Cache="$work/apt/cache" \
		-o APT::Get::List-Cleanup=0 -o Acquire::Languages=none \
		-o Acquire::Check-Valid-Until=false "$@"
}

# look_for_suites: reads the package lists of the releases.  A release that
# cannot be read is left out.
look_for_suites() {
	local suite id
	# shellcheck disable=SC1091
	id=$(. /etc/os-release && echo "${ID:-}")
	# shellcheck disable=SC2016 # a format of apt's
	chroot_mirror=${TRADESCREEN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | head -n 1)}
	[ -n "$chroot_mirror" ] || die "no mirror in the apt sources of this machine; set TRADESCREEN_MIRROR"
	case $id in
		debian) read -ra chroot_suites <<<"${TRADESCREEN_SUITES:-bullseye bookworm trixie forky sid experimental}" ;;
		ubuntu) read -ra chroot_suites <<<"${TRADESCREEN_SUITES:-jammy noble plucky questing}" ;;
		*) read -ra chroot_suites <<<"${TRADESCREEN_SUITES:-}" ;;
	esac
	mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
	for suite in "${chroot_suites[@]}"; do
		echo "deb [trusted=yes] $chroot_mirror $suite main" >"$work/apt/sources.list"
		if run "apt-$suite" other_apt apt-get update &&
			! grep -qE '^(Err:|E: )' "$work/log/apt-$suite.log"; then
			echo "$suite" >>"$work/apt/suites"
		fi
	done
	[ -e "$work/apt/suites" ] || die "no release can be read from $chroot_mirror; see TRADESCREEN_MIRROR and TRADESCREEN_SUITES"
	mapfile -t chroot_suites <"$work/apt/suites"
}

# suite_of MAJOR: prints the first release that has the server and its headers.
suite_of() {
	local suite
	for suite in "${chroot_suites[@]}"; do
		echo "deb [trusted=yes] $chroot_mirror $suite main" >"$work/apt/sources.list"
		if other_apt apt-cache show "postgresql-$1" "postgresql-server-dev-$1" >/dev/null 2>&1; then
			echo "$suite"
			return
		fi
	done
	return 1
}

# make_chroot SUITE DIR PACKAGE...: a minimal system with these packages, in
# which no service is started and no database cluster made.  A package given
# as "slim:NAME" is put in without what it depends on.
# shellcheck disable=SC2016 # $1 is for the hooks
make_chroot() {
	local suite=$1 dir=$2 lines=("deb $chroot_mirror $1 main") package include=() hooks=() IFS=,
	shift 2
	mkdir -p "${dir%/*}"
	if [ "$suite" = experimental ]; then
		suite=sid
		lines=("deb $chroot_mirror sid main" "deb $chroot_mirror experimental main")
	fi
	# the updates of this machine's own release
	while IFS= read -r package; do
		lines+=("$package")
	done < <(apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) main' 'Created-By: Packages' 'Component: main' |
		grep -E " $suite-(updates|security) main\$" | sort -u)
	for package; do
		case $package in
			slim:*) hooks+=("--customize-hook=chroot \"\$1\" sh -ec 'cd /tmp; apt-get -q download ${package#slim:}; dpkg --force-depends -i ${package#slim:}_*.deb; rm ${package#slim:}_*.deb'") ;;
			*) include+=("$package") ;;
		esac
	done
	as_root mmdebstrap --quiet --variant=apt --dpkgopt=force-unsafe-io \
		--aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Apt::Install-Recommends "false"' \
		--setup-hook='mkdir -p "$1/etc/postgresql-common/createcluster.d" "$1/usr/sbin"
			echo "create_main_cluster = false" >"$1/etc/postgresql-common/createcluster.d/no-main.conf"
			printf "#!/bin/sh\nexit 101\n" >"$1/usr/sbin/policy-rc.d"
			chmod 755 "$1/usr/sbin/policy-rc.d"' \
		--include="${include[*]}" "${hooks[@]}" "$suite" "$dir" "${lines[@]}"
}

# shellcheck disable=SC2016 # $0 and $@ are for the inner shell
# in_chroot DIR COMMAND...: with processes and mounts of its own, all of which
# end with the command.
in_chroot() {
	local dir=$1
	shift
	as_root unshare --mount --propagation private --pid --fork --kill-child \
		sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env -i \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C "$@"' "$dir" "$@"
}

# chroot_with_server MAJOR SUITE DIR: a chroot with that server, its headers
# and all that the tests need, unless it is there already.  The package of the
# headers goes without its compiler for LLVM, which is ten times its size.
chroot_with_server() {
	local major=$1 suite=$2 dir=$3
	[ ! -e "$dir/.complete" ] || return 0
	as_root rm -rf "$dir"
	mkdir -p "${dir%/*}"
	make_chroot "$suite" "$dir" "postgresql-$major" libpq-dev libicu-dev pkg-config gcc make libc6-dev \
		libipc-run-perl "slim:postgresql-server-dev-$major" || return
	as_root touch "$dir/.complete"
}
