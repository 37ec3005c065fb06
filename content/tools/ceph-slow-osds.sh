#!/usr/bin/env bash
# List the OSDs with the highest commit latency, with their hosts and disks.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: ceph-slow-osds.sh [--top N] [--samples N] [--interval SECONDS]

Reads "ceph osd perf" several times and prints the OSDs with the highest mean
commit latency. Changes nothing.

  --top N             how many OSDs to print (default: 10)
  --samples N         how often to measure (default: 6)
  --interval SECONDS  time between two measurements (default: 10)
  --help              show this text

Exit codes: 0 done, 1 Ceph did not answer, 2 wrong usage
USAGE
}

die() { printf '%s\n' "ceph-slow-osds: $1" >&2; exit 2; }

top=10
samples=6
interval=10
while (($#)); do
  case $1 in
    --help) usage; exit 0 ;;
    --top | --samples | --interval)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "$1 needs a positive number"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    *) usage >&2; die "unknown argument: $1" ;;
  esac
done
for tool in ceph jq; do
  command -v "$tool" >/dev/null || die "$tool is not installed"
done

measurements=
for ((i = 1; i <= samples; i++)); do
  measurements+=$(ceph osd perf --format json)$'\n'
  if ((i < samples)); then sleep "$interval"; fi
done

worst=$(jq -rs --argjson top "$top" '
  [.[] | (.osdstats.osd_perf_infos // .osd_perf_infos)[] | {id, ms: .perf_stats.commit_latency_ms}]
  | group_by(.id)
  | map({id: .[0].id, mean: (map(.ms) | add / length), max: (map(.ms) | max)})
  | sort_by(-.mean)[:$top][] | [.id, (.mean | floor), .max] | @tsv' <<<"$measurements")

printf '%-8s %8s %8s  %-24s %s\n' OSD 'MEAN ms' 'MAX ms' HOST DEVICE
while IFS=$'\t' read -r id mean max; do
  [[ -n $id ]] || continue
  host=$(ceph osd find "$id" --format json </dev/null | jq -r '.crush_location.host // "-"')
  device=$(ceph device ls-by-daemon "osd.$id" --format json </dev/null | jq -r '[.[].devid] | join(",")')
  printf '%-8s %8s %8s  %-24s %s\n' "osd.$id" "$mean" "$max" "$host" "${device:--}"
done <<<"$worst"
