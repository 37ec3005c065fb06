#!/usr/bin/env bash
# Defragment the members of an etcd cluster one by one, the leader last.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: etcd-defrag-rolling.sh --endpoints URL[,URL...] [--min-waste PERCENT] [--apply]

Name the endpoints of all members. Certificates are taken from ETCDCTL_CACERT,
ETCDCTL_CERT and ETCDCTL_KEY. Nothing is done without --apply.

  --min-waste PERCENT  skip members with less unused space than that (default: 30)
  --apply              defragment
  --help               show this text

Stops at the first member that is not healthy, before or after its turn.
Exit codes: 0 done, 1 stopped, 2 wrong usage
USAGE
}

die() { printf '%s\n' "etcd-defrag-rolling: $1" >&2; exit "${2:-1}"; }

endpoints=
min_waste=30
apply=false
while (($#)); do
  case $1 in
    --endpoints) endpoints=${2:-}; shift; shift || true ;;
    --min-waste) [[ ${2:-} =~ ^[0-9]+$ ]] || die "--min-waste needs a number" 2; min_waste=$2; shift 2 ;;
    --apply) apply=true; shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; die "unknown argument: $1" 2 ;;
  esac
done
[[ -n $endpoints ]] || die "--endpoints is missing" 2
unset ETCDCTL_ENDPOINTS

all_healthy() { etcdctl endpoint health --endpoints="$endpoints" >/dev/null 2>&1; }

all_healthy || die "not all members are healthy; repair that first"

# endpoint, size, percentage that is not in use; followers first
plan=$(etcdctl endpoint status --endpoints="$endpoints" --write-out=json |
  jq -r 'sort_by(.Status.leader == .Status.header.member_id)[]
    | [.Endpoint, .Status.dbSize,
       (100 * (.Status.dbSize - .Status.dbSizeInUse) / .Status.dbSize | floor),
       (if .Status.leader == .Status.header.member_id then "leader" else "follower" end)] | @tsv')

while IFS=$'\t' read -r endpoint size waste role; do
  if ((waste < min_waste)); then
    echo "skip $endpoint ($role): $waste % of $size bytes unused"
    continue
  fi
  if ! $apply; then
    echo "would defragment $endpoint ($role): $waste % of $size bytes unused"
    continue
  fi
  echo "defragment $endpoint ($role): $waste % of $size bytes unused"
  etcdctl defrag --endpoints="$endpoint" --command-timeout=120s </dev/null
  for ((try = 1; ; try++)); do
    all_healthy && break
    ((try < 24)) || die "not all members are healthy two minutes after $endpoint; stopped"
    sleep 5
  done
done <<<"$plan"
