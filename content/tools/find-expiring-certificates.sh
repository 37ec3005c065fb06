#!/usr/bin/env bash
# Report certificates that end soon, in Kubernetes Secrets and on endpoints.
set -euo pipefail

usage() {
  cat <<'USAGE'
Usage: find-expiring-certificates.sh [--days N] [--secrets] [HOST:PORT ...]

Reads only; changes nothing.

  --days N    report what ends within N days (default: 21)
  --secrets   look into all Secrets of type kubernetes.io/tls of the cluster
  HOST:PORT   connect and look at the certificate that is presented
  --help      show this text

Exit codes: 0 nothing ends soon, 1 something does or could not be read, 2 wrong usage
USAGE
}

die() { printf '%s\n' "find-expiring-certificates: $1" >&2; exit 2; }

days=21
secrets=false
endpoints=()
while (($#)); do
  case $1 in
    --days) [[ ${2:-} =~ ^[0-9]+$ ]] || die "--days needs a number"; days=$2; shift 2 ;;
    --secrets) secrets=true; shift ;;
    --help) usage; exit 0 ;;
    -*) usage >&2; die "unknown option: $1" ;;
    *:*) endpoints+=("$1"); shift ;;
    *) die "not of the form HOST:PORT: $1" ;;
  esac
done
$secrets || ((${#endpoints[@]})) || { usage >&2; die "nothing to look at"; }

found=0

# judge NAME: reads a PEM certificate from standard input
judge() {
  local name=$1 pem end
  pem=$(cat)
  if ! end=$(openssl x509 -noout -enddate 2>/dev/null <<<"$pem"); then
    printf 'UNREADABLE\t-\t%s\n' "$name"
    found=1
  elif ! openssl x509 -noout -checkend 0 >/dev/null <<<"$pem"; then
    printf 'EXPIRED\t%s\t%s\n' "${end#notAfter=}" "$name"
    found=1
  elif ! openssl x509 -noout -checkend "$((days * 86400))" >/dev/null <<<"$pem"; then
    printf 'SOON\t%s\t%s\n' "${end#notAfter=}" "$name"
    found=1
  fi
}

if $secrets; then
  list=$(kubectl get secrets --all-namespaces --field-selector type=kubernetes.io/tls --output json |
    jq -r '.items[] | [.metadata.namespace, .metadata.name, (.data["tls.crt"] // "")] | @tsv')
  while IFS=$'\t' read -r namespace name data; do
    [[ -n $name ]] || continue
    judge "secret $namespace/$name" < <(base64 --decode <<<"$data" 2>/dev/null)
  done <<<"$list"
fi

for endpoint in ${endpoints[@]+"${endpoints[@]}"}; do
  host=${endpoint%:*}
  judge "$endpoint" < <(timeout 10 openssl s_client -connect "$endpoint" -servername "$host" </dev/null 2>/dev/null)
done

((found)) || echo "nothing ends within $days days"
exit "$found"
