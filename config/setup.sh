# What ./tend and ./tests/run share, as functions to be sourced: they install the Debian packages that are missing and build.
# They take $root, the clone, and $build, the folder to build in, both absolute. Each ends the shell when it cannot go on: with 2
# where the person has to do something first, with 1 where the build failed. They write into $build, and through apt-get into the
# system's packages, nowhere else.
# shellcheck shell=sh disable=SC2154  # $root and $build

say() { printf 'tend: %s\n' "$*" >&2; }

# setup_begin: waits for another call that is building there. The lock goes with descriptor 9, which this shell alone holds: what a
# killed call leaves running keeps nobody waiting.
setup_begin() {
  log=$build/log
  mkdir -p "$build" 2>/dev/null
  if ! [ -w "$build" ]; then
    say "cannot write to $build; make the folder yours, or clone to a place where you can write."
    exit 2
  fi
  exec 9<"$build"
  if ! flock -n 9; then
    say "another call is building; waiting for it."
    flock 9
  fi
  : >"$log"
}

# Prints "package why" for each package of these groups that is not installed.
missing_packages() {
  names=$(sed -n 's/^\([a-z0-9][a-z0-9.+-]*\) .*/\1/p' "$root/config/packages")
  # shellcheck disable=SC2086,SC2016
  installed=$(dpkg-query -W -f ' ${Package}=${db:Status-Status} ' $names 2>/dev/null)
  while read -r package group _ why; do
    case " $* " in *" $group "*) ;; *) continue ;; esac
    case $installed in *" $package=installed "*) ;; *) echo "$package $why" ;; esac
  done <"$root/config/packages"
}

apt() {
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 9<&-
}

# The lists of packages may be missing or old, and an earlier call may have been interrupted in the middle.
install_packages() {
  apt install --no-install-recommends "$@" && return
  if grep -q 'dpkg --configure -a' "$log"; then
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >>"$log" 2>&1 9<&-
  fi
  apt update && apt install --no-install-recommends "$@"
}

# setup_packages GROUP...: installs what is missing of these groups, after saying what and why.
setup_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is no Debian system, so the packages of config/packages are yours to install; trying to build."
    return
  fi
  missing=$(missing_packages "$@")
  [ "$missing" ] || return 0
  say "these Debian packages are needed and not installed yet:"
  echo "$missing" | while read -r package why; do printf '  %-19s %s\n' "$package" "$why" >&2; done
  # shellcheck disable=SC2046
  set -- $(echo "$missing" | cut -d ' ' -f 1)
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif sudo -n apt-get --version >/dev/null 2>&1; then
    as_root='sudo -n'
  elif [ -t 2 ] && command -v sudo >/dev/null && : 2>/dev/null </dev/tty; then
    as_root=sudo
    say "sudo may ask for your password, to install them."
    sudo -v || exit 2
  else
    say "installing them needs an administrator. Please have this run, then try again:"
    command -v sudo >/dev/null && become='sudo sh -c' || become='su -c'
    printf '  %s\n' "$become 'apt-get update && apt-get install -y --no-install-recommends $*'" >&2
    exit 2
  fi
  say "installing them..."
  install_packages "$@" && return
  tail -n 15 "$log" >&2
  say "apt-get could not install them; above are its last words, and all of them are in $log."
  exit 2
}

# setup_configure [-DNAME=VALUE...]: has CMake look at the sources.
setup_configure() { configure "$@" || configure --fresh "$@" || give_up; }

# Fails where the folder was configured for another place or generator; --fresh forgets that.
configure() { cmake -G Ninja -S "$root" -B "$build" "$@" >>"$log" 2>&1 9<&-; }

# setup_build: builds. $build/built is as old as the beginning of the last build that succeeded.
setup_build() {
  : >"$build/building"
  cmake --build "$build" -j "$(nproc)" >>"$log" 2>&1 9<&- || give_up
  mv "$build/building" "$build/built"
}

give_up() {
  grep -v -e '^\[[0-9]*/[0-9]*\] ' -e '^-- ' "$log" | tail -n 25 >&2  # without the lines that tell of progress
  say "could not be built; above is the end of the compiler's report, and all of it is in $log."
  exit 1
}
