#!/usr/bin/env bash
# Fetches the images that compose/ builds on, and where none can be fetched makes some under the same names, from Debian
# packages and this machine's Node.js, Prometheus and Alertmanager: the compose stack can be tested without a registry.
# Needs debootstrap, docker, root. There is none for Grafana, which Debian does not have. Images that are there already
# stay as they are; `docker images --filter label=stand-in` lists those made here.
set -euo pipefail
cd "$(dirname "$0")/.."

image_of() {
  sed -nE "s#^ *(image:|FROM) ($1:[^ ]+).*#\2#p" compose/docker-compose.yml compose/predictor/Dockerfile | head -1
}
node_image=$(image_of node)
prometheus_image=$(image_of prom/prometheus)
alertmanager_image=$(image_of prom/alertmanager)

missing=0
for image in "$node_image" "$prometheus_image" "$alertmanager_image"; do
  docker image inspect "$image" > /dev/null 2>&1 || docker pull --quiet "$image" 2> /dev/null || missing=1
done
[ "$missing" -eq 1 ] || exit 0
is_missing() { ! docker image inspect "$1" > /dev/null 2>&1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root="$work/root"
debootstrap --variant=minbase bookworm "$root" > "$work/log" 2>&1 || { tail -5 "$work/log"; exit 1; }

# Where the official images have them.
install -D "$(command -v node)" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules" "$root/prometheus" "$root/alertmanager"
cp -r "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
install "$(command -v prometheus)" "$(command -v promtool)" "$root/bin/"
install "$(command -v prometheus-alertmanager)" "$root/bin/alertmanager"
install "$(command -v amtool)" "$root/bin/"
# Debian's Alertmanager reads its templates from there.
[ ! -d /usr/share/prometheus ] || cp -rL --parents /usr/share/prometheus "$root/"
chown 65534:65534 "$root/prometheus" "$root/alertmanager"
# Downloads go where this machine's go, by the authorities that it trusts.
certificates=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
install -D -m 644 "$certificates" "$root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$root/var/cache/apt" "$root/var/lib/apt/lists"

base=mlops-stand-in
tar -C "$root" -c . |
  docker import --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' --change 'LABEL stand-in=true' - "$base" > /dev/null
stand_in_for() {
  is_missing "$1" || return 0
  printf 'FROM %s\n%s\n' "$base" "$2" | docker build --quiet --tag "$1" - > /dev/null
  echo "Made $1."
}
stand_in_for "$node_image" 'CMD ["node"]'
stand_in_for "$prometheus_image" $'USER 65534\nENTRYPOINT ["/bin/prometheus"]'
stand_in_for "$alertmanager_image" $'USER 65534\nENTRYPOINT ["/bin/alertmanager"]'
