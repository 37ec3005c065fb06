#!/usr/bin/env bash
# Delete Neutron ports whose virtual machine does not exist any more.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: prune-orphaned-ports.sh [--older-than HOURS] [--project ID] [--apply]

Looks at ports that are DOWN and belong to a compute device, and asks Nova for
the machine of each. Only a definite "does not exist" counts; any other answer
stops the script. Needs admin credentials (OS_* variables or OS_CLOUD).

  --older-than HOURS  only ports that have not changed for so long (default: 24)
  --project ID        only ports of this project
  --apply             delete what is listed
  --help              show this text

Exit codes: 0 done, 1 stopped, 2 wrong usage
USAGE
}

die() { printf '%s\n' "prune-orphaned-ports: $1" >&2; exit "${2:-1}"; }

hours=24
filter=()
apply=false
while (($#)); do
  case $1 in
    --older-than) [[ ${2:-} =~ ^[0-9]+$ ]] || die "--older-than needs a number of hours" 2; hours=$2; shift 2 ;;
    --project) [[ -n ${2:-} ]] || die "--project needs an ID" 2; filter=(--project "$2"); shift 2 ;;
    --apply) apply=true; shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; die "unknown argument: $1" 2 ;;
  esac
done
for tool in openstack jq; do
  command -v "$tool" >/dev/null || die "$tool is not installed" 2
done

ids=$(openstack port list --long --format json ${filter[@]+"${filter[@]}"} |
  jq -r '.[] | select(.Status == "DOWN" and (."Device Owner" | startswith("compute:"))) | .ID')

count=0
for port in $ids; do
  details=$(openstack port show "$port" --format json </dev/null) || die "port $port could not be read"
  server=$(jq -r --argjson hours "$hours" '
    select((.updated_at | fromdateiso8601) <= now - $hours * 3600) | .device_id' <<<"$details")
  [[ -n $server ]] || continue
  if answer=$(openstack server show "$server" --format value --column id 2>&1 </dev/null); then
    continue
  fi
  [[ ${answer,,} == *"no server"* ]] || die "Nova gave no clear answer for $server: $answer"
  count=$((count + 1))
  if $apply; then
    openstack port delete "$port" </dev/null
    echo "deleted $port (machine $server does not exist)"
  else
    echo "would delete $port (machine $server does not exist)"
  fi
done
$apply || echo "$count ports; nothing deleted, add --apply"
