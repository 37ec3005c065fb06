#!/usr/bin/env bash
# Collect the saved state of all nodes of a Galera cluster and compare them.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: galera-bootstrap-candidate.sh [--datadir DIR] HOST HOST [HOST ...]

Reads grastate.dat of every node by SSH and shows which nodes run, their
positions, and the one that may be bootstrapped, if that is certain.
Changes nothing. Name all nodes of the cluster.

  --datadir DIR  data directory of the database (default: /var/lib/mysql)
  --help         show this text

Exit codes: 0 there is a certain candidate, 1 there is none, 2 wrong usage
USAGE
}

die() { printf '%s\n' "galera-bootstrap-candidate: $1" >&2; exit "${2:-1}"; }

datadir=/var/lib/mysql
hosts=()
while (($#)); do
  case $1 in
    --datadir) [[ ${2:-} == /* ]] || die "--datadir needs an absolute path" 2; datadir=$2; shift 2 ;;
    --help) usage; exit 0 ;;
    -*) usage >&2; die "unknown option: $1" 2 ;;
    *) hosts+=("$1"); shift ;;
  esac
done
((${#hosts[@]} >= 2)) || { usage >&2; die "name all nodes of the cluster" 2; }

best=
best_seqno=-1
tie=
uuids=
doubt=
printf '%-20s %-8s %-38s %14s %s\n' HOST RUNNING UUID SEQNO SAFE
for host in "${hosts[@]}"; do
  quoted=$(printf '%q' "$datadir/grastate.dat")
  if ! state=$(ssh -o BatchMode=yes -o ConnectTimeout=5 "$host" \
    "sudo -n cat $quoted && { pgrep -x 'mariadbd|mysqld' >/dev/null && echo 'running: yes' || echo 'running: no'; }" </dev/null); then
    printf '%-20s %s\n' "$host" "could not be read"
    doubt="$host could not be read"
    continue
  fi
  field() { awk -v key="$1:" '$1 == key { print $2 }' <<<"$state"; }
  uuid=$(field uuid) seqno=$(field seqno) safe=$(field safe_to_bootstrap) running=$(field running)
  printf '%-20s %-8s %-38s %14s %s\n' "$host" "$running" "$uuid" "$seqno" "$safe"
  if [[ -n $uuids && $uuid != "$uuids" ]]; then doubt="UUIDs differ"; fi
  uuids=$uuid
  if [[ $running == yes ]]; then doubt="$host is running"; fi
  if [[ ! $seqno =~ ^[0-9]+$ ]]; then
    doubt=${doubt:-"$host did not stop cleanly: find its position with mariadbd --wsrep-recover"}
  elif ((seqno > best_seqno)); then
    best=$host best_seqno=$seqno tie=
  elif ((seqno == best_seqno)); then
    tie=$host
  fi
done

[[ -z $doubt ]] || die "no certain candidate: $doubt"
echo "candidate: $best at $best_seqno${tie:+ (equal to $tie: either of them, but only one)}"
