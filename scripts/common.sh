# shellcheck shell=bash
#
# common.sh
#   What scripts/demo and scripts/test share: install what is missing, make a
#   private copy of the server, build the extension into it, start throw-away
#   clusters, and leave nothing behind.
#
# A script that sources this sets step_last, then calls prepare (with --tests
# when it needs what the tests need), build_extension and start_cluster: four
# of its steps.
#
#   PG_CONFIG   the server to build for; by default the newest one installed
#   TMPDIR      where the private directory goes; by default /tmp
#
# After prepare:
#   repo        the repository, as called; may contain spaces
#   work        the private directory; no spaces, short enough for a socket
#   src         the copy of the sources that is built
#   pgbin       the private server's programs; pg_config there installs only
#               into the private server
#
# Everything that is built or run belongs to the invoking user, or to postgres
# (nobody, where there is no such user) when that is root, because PostgreSQL
# refuses to run as root.

set -euo pipefail
export LC_ALL=C

repo=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

min_major=14
work=
src=
pgbin=
owner=
child=
beat=
keep=no
told=no
guard=
guard_dirs=()
step_now=0
step_last=0

# Settings for other servers and other builds are not for ours.
for var in ${!PG@}; do
	[ "$var" = PG_CONFIG ] || unset "$var"
done
unset var MAKEFLAGS MFLAGS MAKELEVEL DESTDIR VPATH CDPATH

# ---------------------------------------------------------------- messages

# Microseconds since the epoch.
now() {
	local t=$EPOCHREALTIME
	echo "${t/[.,]/}"
}

started=$(now)

# seconds_since MICROSECONDS: with one decimal.
seconds_since() {
	local ms=$((($(now) - $1) / 1000))
	printf '%d.%d' $((ms / 1000)) $((ms % 1000 / 100))
}

say() {
	printf '%s\n' "$*" >&2
}

# step TITLE: one progress line, with the seconds since the start.
step() {
	step_now=$((step_now + 1))
	printf '[%d/%d] %6s s  %s\n' "$step_now" "$step_last" "$(seconds_since "$started")" "$*" >&2
}

# die MESSAGE: ends the script; on_die is its chance for a last word.
die() {
	told=yes
	say "${0##*/}: $*"
	on_die "$*"
	exit 1
}

on_die() {
	:
}

# ----------------------------------------------------------------- running

# Says every ten seconds how far log/$1.log is, until end_beat.
start_beat() {
	set -m
	while sleep 10; do
		say "      $(seconds_since "$started") s  ... $(tail -n 1 "$work/log/$1.log" | cut -c 1-60)"
	done &
	beat=$!
	set +m
}

# end_group PID: ends a background job with its descendants.
end_group() {
	[ -n "$1" ] || return 0
	kill -TERM -- "-$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

end_beat() {
	end_group "$beat"
	beat=
}

# run LOG COMMAND...: in the background, in a process group of its own so that
# it can be ended whole, its output to log/LOG.log.  Returns its status.
run() {
	local log=$1 rc=0
	shift
	set -m
	"$@" >"$work/log/$log.log" 2>&1 </dev/null &
	child=$!
	set +m
	start_beat "$log"
	wait "$child" || rc=$?
	child=
	end_beat
	return "$rc"
}

# must LOG WHAT COMMAND...: run, and end the script with the log's last lines
# when it fails.
must() {
	local log=$1 what=$2
	shift 2
	run "$log" "$@" || fail_with_log "$log" "$what"
}

fail_with_log() {
	say "---- the end of $1.log"
	tail -n 40 "$work/log/$1.log" >&2 || true
	say "----"
	die "failed: $2"
}

# as_user USER COMMAND...: from root, without a login session.
as_user() {
	local user=$1
	shift
	setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups -- "$@"
}

# as_owner COMMAND...: as the user to whom the private directory belongs.
as_owner() {
	if [ -n "$owner" ]; then
		as_user "$owner" "$@"
	else
		"$@"
	fi
}

# as_root COMMAND...: never asks for a password; can_be_root has done that.
as_root() {
	if [ "$EUID" -eq 0 ]; then
		"$@"
	else
		sudo -n "$@"
	fi
}

can_be_root() {
	[ "$EUID" -eq 0 ] && return 0
	command -v sudo >/dev/null || return 1
	sudo -n true 2>/dev/null && return 0
	[ -t 0 ] && sudo -v
}

# ---------------------------------------------------------------- clean-up

# Stops every server that runs in the private directory, of TAP tests too.
stop_servers() {
	local pidfile
	[ -n "$pgbin" ] || return 0
	find "$work" -name postmaster.pid 2>/dev/null | while IFS= read -r pidfile; do
		as_owner "$pgbin/pg_ctl" -D "${pidfile%/*}" -m immediate -w -t 30 stop >/dev/null 2>&1 </dev/null || true
	done
}

# Takes away what set_guard made, and nothing else.
drop_guard() {
	local i
	[ -n "$guard" ] || return 0
	as_root rm -f "$guard" || true
	for ((i = ${#guard_dirs[@]} - 1; i >= 0; i--)); do
		as_root rmdir "${guard_dirs[i]}" 2>/dev/null || true
	done
	guard=
	guard_dirs=()
}

cleanup() {
	local rc=$?
	# A background job that is ended in the instant before it has shed our traps
	# comes here too; the clean-up is not its business.
	[ "$BASHPID" -eq $$ ] || exit "$rc"
	set +e
	trap - EXIT
	trap '' INT TERM HUP
	end_group "$child"
	end_beat
	drop_guard
	if [ -n "$work" ]; then
		cd /
		stop_servers
		if [ "$keep" = yes ]; then
			say "kept: $work"
		else
			# A backend that is about to end may still write a file.
			rm -rf "$work" 2>/dev/null || { sleep 1 && rm -rf "$work"; } || true
		fi
	fi
	if [ "$rc" -ne 0 ] && [ "$told" = no ]; then
		say "${0##*/}: ended early, status $rc"
	fi
	exit "$rc"
}

trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ---------------------------------------------------------------- packages

# Whether this pg_config belongs to a server that extensions can be built for.
usable_pg_config() {
	[[ $(type -P "$1" && "$1" --version 2>/dev/null) =~ PostgreSQL\ ([0-9]+) ]] &&
		[ "${BASH_REMATCH[1]}" -ge "$min_major" ] &&
		[ -x "$("$1" --bindir)/postgres" ] &&
		[ -e "$("$1" --pgxs)" ] &&
		[ -e "$("$1" --includedir-server)/postgres.h" ]
}

# The majors under /usr/lib/postgresql that have a server, newest first.
installed_majors() {
	local dir
	for dir in /usr/lib/postgresql/*/bin/postgres; do
		[ -x "$dir" ] || continue
		dir=${dir%/bin/postgres}
		echo "${dir##*/}"
	done | sort -rn
}

# Prints the pg_config to use; fails when there is none.
find_pg_config() {
	local major
	if [ -n "${PG_CONFIG:-}" ]; then
		usable_pg_config "$PG_CONFIG" && type -P "$PG_CONFIG"
		return
	fi
	for major in $(installed_majors); do
		if usable_pg_config "/usr/lib/postgresql/$major/bin/pg_config"; then
			echo "/usr/lib/postgresql/$major/bin/pg_config"
			return
		fi
	done
	usable_pg_config pg_config && type -P pg_config
}

# Prints the Debian packages that are missing.  Where the version of the
# server is still open, prints "postgresql" for it.
missing_packages() {
	local major
	if ! find_pg_config >/dev/null && [ -z "${PG_CONFIG:-}" ]; then
		major=$(installed_majors | head -n 1)
		if [ -n "$major" ] && [ "$major" -ge "$min_major" ]; then
			echo "postgresql-server-dev-$major"
		else
			echo postgresql
		fi
	fi
	if ! command -v gcc >/dev/null; then
		echo gcc libc6-dev
	elif ! echo '#include <stdio.h>' | gcc -E -xc - >/dev/null 2>&1; then
		echo libc6-dev
	fi
	command -v make >/dev/null || echo make
	if ! command -v pkg-config >/dev/null; then
		echo pkg-config libicu-dev
	elif ! pkg-config --exists icu-i18n icu-uc; then
		echo libicu-dev
	fi
	if [ "$1" = --tests ] &&
		! { command -v prove && perl -MIPC::Run -MTest::More -e 1; } >/dev/null 2>&1; then
		echo libipc-run-perl
	fi
}

# Debian's postgresql package creates and starts a cluster when it is
# installed.  This prevents it while we install.
set_guard() {
	local dir
	guard=/etc/postgresql-common/createcluster.d/tradescreen-$$.conf
	for dir in /etc/postgresql-common /etc/postgresql-common/createcluster.d; do
		if [ ! -d "$dir" ]; then
			as_root mkdir "$dir"
			guard_dirs+=("$dir")
		fi
	done
	echo 'create_main_cluster = false' | as_root tee "$guard" >/dev/null
}

# Prints list $1 with "postgresql" replaced by the packages of the version that
# the distribution has.
with_version() {
	local major
	if [[ " $1 " != *" postgresql "* ]]; then
		echo "$1"
		return
	fi
	major=$(apt-cache depends postgresql 2>/dev/null |
		sed -n 's/^ *Depends: postgresql-\([0-9][0-9]*\)$/\1/p')
	if [ -n "$major" ] && [ "$major" -lt "$min_major" ]; then
		die "this distribution has PostgreSQL $major; $min_major or later is needed"
	fi
	# Without package lists, a package that brings the headers of any version.
	echo "postgresql${major:+-$major} postgresql-server-dev-${major:-all} ${1#postgresql}"
}

# Runs in the foreground: a package manager is not to be killed half way.  It
# says now and then how far it is.
apt_get() {
	local rc=0
	start_beat apt
	as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
		apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >>"$work/log/apt.log" 2>&1 </dev/null || rc=$?
	end_beat
	return "$rc"
}

# ensure_packages [--tests]: installs what is missing.
ensure_packages() {
	local list
	list=$(missing_packages "$1" | xargs)
	if [ -n "$list" ]; then
		if ! command -v apt-get >/dev/null; then
			die "missing: $list (names of Debian packages); please install them"
		elif ! can_be_root; then
			die "missing, and neither root nor sudo to install it; please run: apt-get install $(with_version "$list")"
		fi
		install_missing "$1"
		list=$(missing_packages "$1" | xargs)
		[ -z "$list" ] || die "still missing after the installation: $list"
	fi
	find_pg_config >/dev/null ||
		die "PG_CONFIG=$PG_CONFIG is not the pg_config of a PostgreSQL server, $min_major or later, with its headers"
}

install_missing() {
	local list
	# One of us at a time, and look again: the other may have done it.
	exec 9</var/lib/dpkg
	flock 9
	list=$(missing_packages "$1" | xargs)
	if [ -n "$list" ]; then
		say "        installing: $list"
		apt_get update 9<&- || say "        apt-get update failed; going on with the package lists there are"
		list=$(with_version "$list")
		set_guard
		# shellcheck disable=SC2086 # a list of words
		apt_get install -y --no-install-recommends --no-remove $list 9<&- ||
			fail_with_log apt "apt-get install $list"
		drop_guard
	fi
	exec 9<&-
}

# install_tool NAME: the program of that name, from the package of that name.
install_tool() {
	! command -v "$1" >/dev/null || return 0
	command -v apt-get >/dev/null && can_be_root || return 1
	apt_get update || true
	apt_get install -y --no-install-recommends --no-remove "$1"
}

# ------------------------------------------------------- private directory

# Whether programs in directory $1 can be run, by another user than root too.
can_run_in() {
	local rc=0
	printf '#!/bin/sh\nexit 0\n' >"$1/probe"
	chmod 755 "$1/probe"
	if [ "$EUID" -eq 0 ]; then
		chown nobody "$1"
		as_user nobody "$1/probe" 2>/dev/null || rc=1
		chown root "$1"
	else
		"$1/probe" 2>/dev/null || rc=1
	fi
	rm "$1/probe"
	return "$rc"
}

# The first place of several where we can write and run programs, and whose
# name is fit for make and for a socket.  The directory stays closed to other
# users, because the servers in it trust whoever reaches their socket.
make_work_dir() {
	local base dir
	for base in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
		if [[ ! $base =~ ^/[A-Za-z0-9/._-]{1,50}$ ]] ||
			! dir=$(mktemp -d "$base/tradescreen.XXXXXX" 2>/dev/null); then
			continue
		fi
		if can_run_in "$dir"; then
			work=$dir
			mkdir "$work/log" "$work/tmp" "$work/run"
			return
		fi
		rm -rf "$dir"
	done
	die "no directory for temporary files where programs may run; set TMPDIR"
}

choose_owner() {
	[ "$EUID" -eq 0 ] || return 0
	if id -u postgres >/dev/null 2>&1; then
		owner=postgres
	else
		owner=nobody
	fi
}

# Copies the server of pg_config $1 under $work/server.  PostgreSQL finds its
# directories relative to its programs, so the copy is complete in itself and
# what is installed with its pg_config stays in it.
copy_server() {
	local config=$1 top=$work/server dir file
	pgbin=$top$("$config" --bindir)
	for dir in "$("$config" --pkglibdir)" "$("$config" --sharedir)"; do
		mkdir -p "$top$dir"
		tar -C "$dir" --exclude ./bitcode -cf - . | tar -C "$top$dir" --no-same-owner -xf -
	done
	mkdir -p "$pgbin"
	for file in "$("$config" --bindir)"/{postgres,initdb,psql,createdb,dropdb,pgbench,pg_*}; do
		[ ! -x "$file" ] || cp "$file" "$pgbin/"
	done
	for dir in "$("$config" --includedir)" "$("$config" --pkgincludedir)" "$("$config" --includedir-server)"; do
		if [ ! -e "$top$dir" ]; then
			mkdir -p "$top${dir%/*}"
			ln -s "$dir" "$top$dir"
		fi
	done
	# A tradescreen that is installed in the system is not the one to test.
	rm -f "$top$("$config" --pkglibdir)"/tradescreen.so \
		"$top$("$config" --sharedir)"/{extension,tsearch_data}/tradescreen*
	[ "$("$pgbin/pg_config" --sharedir)" = "$top$("$config" --sharedir)" ] ||
		die "the server of $config cannot be copied: it does not find its files relative to its programs"
}

# Prints the files that belong to the sources, each ended by a NUL.
list_sources() {
	local git=(git -c "safe.directory=$repo" -C "$repo") file
	if [ "$("${git[@]}" rev-parse --show-toplevel 2>/dev/null)" = "$repo" ]; then
		"${git[@]}" ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' file; do
				[ ! -e "$repo/$file" ] || printf '%s\0' "$file"
			done
	else
		(cd -- "$repo" && find . -name .git -prune -o \
			\( -path ./results -o -path ./tmp_check -o -path ./log \) -prune -o \
			-type f ! -name '*.o' ! -name '*.so' ! -name '*.bc' ! -name '*.d' -print0)
	fi
}

copy_sources() {
	src=$work/src
	mkdir "$src"
	list_sources | tar -C "$repo" --null --verbatim-files-from -T - -cf - |
		tar -C "$src" --no-same-owner -xf -
}

# Uses what scripts/test has built already, in TRADESCREEN_BUILT.
adopt() {
	choose_owner
	pgbin=$(readlink -f "$TRADESCREEN_BUILT/bin")
	src=$TRADESCREEN_BUILT/src
	work=$(mktemp -d "$TRADESCREEN_BUILT/run.XXXXXX")
	mkdir "$work/log" "$work/tmp" "$work/run"
}

# prepare [--tests]: two steps.
prepare() {
	local config
	umask 022
	step "looking for what is needed"
	if [ -n "${TRADESCREEN_BUILT:-}" ]; then
		adopt
		step "using the server and the sources in $TRADESCREEN_BUILT"
	else
		make_work_dir
		ensure_packages "${1:-}"
		choose_owner
		config=$(find_pg_config)
		step "copying the server and the sources to $work"
		copy_server "$config"
		copy_sources
		ln -s "$pgbin" "$work/bin"
	fi
	[ -z "$owner" ] || chown -R "$owner": "$work"
	cd "$work"
	export HOME=$work TMPDIR=$work/tmp PGHOST=$work/run PGCLIENTENCODING=UTF8 PGCONNECT_TIMEOUT=30
	export PATH=$pgbin:/usr/local/bin:/usr/bin:/bin:$PATH
	export PGUSER=postgres
}

# -------------------------------------------------------- build and server

# make_in DIR ARGUMENT...: for the private server.
make_in() {
	local dir=$1
	shift
	as_owner make -C "$dir" -j"$(nproc)" --no-print-directory \
		PG_CONFIG="$pgbin/pg_config" with_llvm=no "$@"
}

# build_extension [FLAGS [LINKER-FLAGS]]: builds and installs into the private
# server.
build_extension() {
	step "building tradescreen for $("$pgbin/postgres" --version)"
	[ -z "${TRADESCREEN_BUILT:-}" ] || return 0
	must build "the build" make_in "$src" EXTRA_CFLAGS="${1:-}" EXTRA_LDFLAGS="${2:-}" all
	must install "the installation into the private server" make_in "$src" EXTRA_CFLAGS="${1:-}" EXTRA_LDFLAGS="${2:-}" install
}

# start_cluster: in $work/data, reached by the socket in $work/run only.
start_cluster() {
	local locale=C.UTF-8
	step "starting a throw-away database cluster"
	[[ $(locale -a 2>/dev/null) =~ C\.(utf8|UTF-8) ]] || locale=C
	must initdb "making a database cluster" as_owner "$pgbin/initdb" -D "$work/data" -U postgres \
		-A trust --encoding=UTF8 --locale="$locale" --no-sync
	must start "starting the server" as_owner "$pgbin/pg_ctl" -D "$work/data" -l "$work/log/server.log" -w -t 60 \
		-o "-k $work/run -c listen_addresses='' -c fsync=off -c jit=off" start
}
