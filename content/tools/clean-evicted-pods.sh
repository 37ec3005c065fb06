#!/usr/bin/env bash
# Remove pods that the kubelet has evicted and that nobody has cleaned up.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: clean-evicted-pods.sh [--namespace NAME] [--older-than HOURS] [--apply]

Lists evicted pods (phase Failed, reason Evicted) of all namespaces.
Nothing is deleted without --apply.

  --namespace NAME    only this namespace
  --older-than HOURS  only pods created at least so long ago (default: 24)
  --apply             delete what is listed
  --help              show this text

Exit codes: 0 done, 1 a deletion failed, 2 wrong usage
USAGE
}

die() { printf '%s\n' "clean-evicted-pods: $1" >&2; exit 2; }

scope=(--all-namespaces)
hours=24
apply=false
while (($#)); do
  case $1 in
    --namespace) [[ -n ${2:-} ]] || die "--namespace needs a name"; scope=(--namespace "$2"); shift 2 ;;
    --older-than) [[ ${2:-} =~ ^[0-9]+$ ]] || die "--older-than needs a number of hours"; hours=$2; shift 2 ;;
    --apply) apply=true; shift ;;
    --help) usage; exit 0 ;;
    *) usage >&2; die "unknown argument: $1" ;;
  esac
done
for tool in kubectl jq; do
  command -v "$tool" >/dev/null || die "$tool is not installed"
done

pods=$(kubectl get pods "${scope[@]}" --field-selector status.phase=Failed --output json |
  jq -r --argjson hours "$hours" '
    .items[]
    | select(.status.reason == "Evicted")
    | select((.metadata.creationTimestamp | fromdateiso8601) <= now - $hours * 3600)
    | [.metadata.namespace, .metadata.name, (.spec.nodeName // "-")] | @tsv')

if [[ -z $pods ]]; then
  echo "no evicted pods older than $hours hours"
  exit 0
fi

failed=0
count=0
while IFS=$'\t' read -r namespace name node; do
  count=$((count + 1))
  if $apply; then
    kubectl delete pod "$name" --namespace "$namespace" --ignore-not-found --wait=false </dev/null || failed=1
  else
    printf 'would delete %s/%s (node %s)\n' "$namespace" "$name" "$node"
  fi
done <<<"$pods"

if ! $apply; then
  echo "$count pods; nothing deleted, add --apply"
fi
exit "$failed"
