#!/bin/sh
# Runs opslore in CI and on deploy previews: `sh .ci/opslore.sh check`.
#
# opslore is not published anywhere yet, so nothing is downloaded until you say from where. Fill in one of
# these, here or in the environment. They are pinned: a changed download or a moved branch never runs.

# 1. A program on the machine, for example in your CI image. An `opslore` on the PATH needs no setting.
: "${OPSLORE_BIN:=}"

# 2. A program that you built and host, and its checksum (`sha256sum opslore`).
: "${OPSLORE_URL:=}"
: "${OPSLORE_SHA256:=}"

# 3. A Git repository that you trust, and the full id of the commit to build. Needs Rust and a C compiler.
: "${OPSLORE_REPOSITORY:=}"
: "${OPSLORE_COMMIT:=}"

set -eu
cache=${OPSLORE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/opslore-bin}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac

# Prints no address: it may contain a token, and the log of a job may be public.
fail() {
    printf 'opslore.sh: %s\n' "$*" >&2
    exit 2
}

# Whether the first argument consists of as many lower-case hexadecimal digits as the second says.
is_hex() {
    [ "${#1}" -eq "$2" ] || return 1
    case $1 in *[!0123456789abcdef]*) return 1 ;; esac
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi <"$1" | cut -c 1-64
}

# Puts a complete program into the cache, never a partial one.
keep() {
    mkdir -p "${program%/*}"
    part=$(mktemp "$program.XXXXXX")
    cat "$1" >"$part"
    chmod 755 "$part"
    mv -f "$part" "$program"
}

download() (
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    curl --proto '=https' --tlsv1.2 -fsSL -o "$work/opslore" -- "$OPSLORE_URL" ||
        fail 'the program at OPSLORE_URL cannot be downloaded'
    found=$(sha256 "$work/opslore")
    [ "$found" = "$OPSLORE_SHA256" ] ||
        fail "the program at OPSLORE_URL has the checksum $found, not $OPSLORE_SHA256; it was not run"
    keep "$work/opslore"
)

# Builds in a separate folder: in the current one, Cargo and rustup would obey a `.cargo/config.toml`
# or `rust-toolchain.toml` that a pull request brings.
build() (
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
    git init --quiet source
    cd source
    git fetch --quiet --depth 1 -- "$OPSLORE_REPOSITORY" "$OPSLORE_COMMIT"
    git checkout --quiet --detach "$OPSLORE_COMMIT"
    [ "$(git rev-parse HEAD)" = "$OPSLORE_COMMIT" ] || fail "OPSLORE_REPOSITORY sent a commit other than $OPSLORE_COMMIT"
    cargo install --locked --path . --root "$work/installed" >&2
    keep "$work/installed/bin/opslore"
)

from_url() {
    case $OPSLORE_URL in
    https://*) ;;
    *) fail 'OPSLORE_URL must start with https://' ;;
    esac
    is_hex "$OPSLORE_SHA256" 64 ||
        fail "OPSLORE_SHA256 must be 64 lower-case hexadecimal digits, not \`$OPSLORE_SHA256\`"
    program=$cache/$OPSLORE_SHA256/opslore
    # The cached program is checked every time.
    if ! [ -f "$program" ] || [ "$(sha256 "$program")" != "$OPSLORE_SHA256" ]; then download; fi
}

from_source() {
    case $OPSLORE_REPOSITORY in
    '' | -*) fail 'OPSLORE_REPOSITORY must be the address of a Git repository' ;;
    esac
    is_hex "$OPSLORE_COMMIT" 40 ||
        fail "OPSLORE_COMMIT must be a full commit id of 40 digits, not \`$OPSLORE_COMMIT\`: a branch or tag can be moved"
    program=$cache/$OPSLORE_COMMIT/opslore
    if ! [ -x "$program" ]; then build; fi
}

if [ -n "$OPSLORE_BIN" ]; then
    program=$(command -v "$OPSLORE_BIN") && [ -f "$program" ] && [ -x "$program" ] ||
        fail "OPSLORE_BIN is not a program: \`$OPSLORE_BIN\`"
elif [ -n "$OPSLORE_URL$OPSLORE_SHA256" ]; then
    from_url
elif [ -n "$OPSLORE_REPOSITORY$OPSLORE_COMMIT" ]; then
    from_source
elif ! program=$(command -v opslore); then
    fail 'opslore is not installed, and no source is configured.
Set one of these in .ci/opslore.sh or in the environment; nothing is downloaded by default:
  OPSLORE_BIN                            a program on this machine
  OPSLORE_URL and OPSLORE_SHA256         a program that you host, and its checksum
  OPSLORE_REPOSITORY and OPSLORE_COMMIT  a repository with its source, and the full commit to build'
fi
exec "$program" "$@"
