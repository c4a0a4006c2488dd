# The environment of ./run and ./test: .venv, made from the lock files. Sourced, not executed.
#
#   environment run     what Tieout runs on
#   environment test    and what its tests and checks need
#
# A stamp with the checksum of what went in is written last, so an environment that was only half
# made is finished the next time, and a finished one costs one checksum. All talk goes to stderr:
# what comes out on stdout is the command's own.

torch=2.13.0
cpu_index=https://download.pytorch.org/whl/cpu

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$(basename "$0"): $*"
  exit 1
}

environment() {
  made "$1" && return
  # Two installations into one folder would spoil each other: the second waits for the first.
  if command -v flock >/dev/null; then
    exec 9<"$root/.ci/environment.sh"
    flock -n 9 || { say "Another ./run or ./test is installing; waiting for it." && flock 9; }
    made "$1" && exec 9<&- && return
  fi
  make_venv
  install "$1"
  checksum run >"$root/.venv/.made-for-run"
  checksum "$1" >"$root/.venv/.made-for-$1"
  exec 9<&-
  say "The environment is ready (.venv)."
}

made() { [ "$(cat "$root/.venv/.made-for-$1" 2>/dev/null)" = "$(checksum "$1")" ]; }

checksum() { (cd "$root" && cat $(locks "$1") pyproject.toml .ci/environment.sh | cksum); }

locks() { if [ "$1" = run ]; then echo requirements.lock; else echo requirements.lock requirements-test.lock; fi; }

make_venv() {
  "$root/.venv/bin/python" -c 'import pip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' \
    2>/dev/null && return
  local python
  python=$(find_python) || fail "Tieout needs Python 3.11 or 3.12 with its venv module, and found" \
    "neither. Install one (on Debian: apt install python3 python3-venv), or name it:" \
    "TIEOUT_PYTHON=/path/to/python $0"
  say "Making the environment in .venv with $("$python" --version)."
  "$python" -m venv --clear "$root/.venv" >&2 || fail "$python could not make $root/.venv."
}

find_python() {
  local candidate
  for candidate in "${TIEOUT_PYTHON:-}" python3.11 python3.12 python3 python; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null &&
      "$candidate" -c '
import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null &&
      echo "$candidate" && return
  done
  return 1
}

install() {
  local lock from=()
  for lock in $(locks "$1"); do from+=(-r "$root/$lock"); done
  say "Installing what Tieout ${1}s with; this takes a few minutes, once."
  install_torch
  pip_install "${from[@]}" ||
    fail "the packages could not be installed (the reason stands above). Put it right and run" \
      "this again: what was installed is kept."
  pip_install --no-deps --no-build-isolation -e "$root" ||
    fail "Tieout itself could not be installed (the reason stands above)."
}

install_torch() {
  # On Linux the plain package brings gigabytes for GPUs. The same version without them comes
  # from the configured index, if it has one, or from PyTorch's own; elsewhere plain is right.
  [ "$(uname -s)" = Linux ] || return 0
  local have
  have=$("$root/.venv/bin/python" -c \
    'from importlib.metadata import version; print(version("torch"))' 2>/dev/null || true)
  case $have in "$torch" | "$torch"+*) return ;; esac
  say "  torch $torch for CPUs"
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --no-deps "torch==$torch+cpu" >/dev/null 2>&1 && return
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --no-deps --timeout 15 --retries 1 --index-url "$cpu_index" "torch==$torch+cpu" \
    >/dev/null 2>&1 && return
  say "  No CPU build of torch $torch is offered here; the full one follows (some gigabytes)."
}

pip_install() {
  # pip's own talk goes to a log; a person sees which package it is at, and its last words if
  # it fails.
  local log=$root/.venv/install.log
  "$root/.venv/bin/python" -m pip install --disable-pip-version-check --no-input \
    --progress-bar off "$@" 2>&1 | tee "$log" | show_progress ||
    { tail -n 15 "$log" >&2 && return 1; }
}

show_progress() {
  local line name count=0
  while IFS= read -r line; do
    case $line in
      Collecting\ * | Processing\ *)
        name=${line#* }
        count=$((count + 1))
        show_step "$(printf '%3d  %s' "$count" "${name%% *}")" ;;
      Installing\ collected*,*) show_step "unpacking; the longest part" ;;
    esac
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

show_step() {
  if [ -t 2 ]; then printf '\r\033[K  %.70s' "$1" >&2; else say "  $1"; fi
}
