#!/usr/bin/env bash
# Installs the browser that opens the report in the tests. Where that cannot be
# done it says why and succeeds: those tests are then skipped, and say so.
set -euo pipefail

browser="${CHROME_PATH:-/usr/bin/chromium}"

give_up() {
  echo "No browser at $browser, and $1: the tests that open a report are skipped."
  exit 0
}

[ -x "$browser" ] && exit 0
[ -z "${CHROME_PATH:-}" ] || give_up 'CHROME_PATH asks for that one'
command -v apt-get >/dev/null || give_up 'apt-get is not there to install one'
grep -qs '^ID=debian' /etc/os-release || give_up 'only Debian has chromium as a package that runs'
[ "$(id -u)" = 0 ] || give_up 'only root can install one'

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || give_up 'the package lists cannot be fetched'
# Text without a font has no size, and the tests measure whether text fits.
apt-get install -y -qq --no-install-recommends chromium fonts-liberation fonts-dejavu-core >/dev/null ||
  give_up 'apt-get could not install chromium'
