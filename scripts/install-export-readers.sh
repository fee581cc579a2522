#!/usr/bin/env bash
# Installs the readers that the tests give exports to: of OpenMetrics, that of
# Prometheus' client for Python, and of JUnit XML, junitparser. Where that
# cannot be done it says why and succeeds: those tests are then skipped, and
# say so.
set -euo pipefail

# Debian's own: another Python does not see Debian's packages.
python="${PYTHON_PATH:-/usr/bin/python3}"

give_up() {
  echo "No readers of exports for $python, and $1: the tests that use them are skipped. Install the Python packages prometheus-client and junitparser, or set PYTHON_PATH."
  exit 0
}

"$python" -c 'import prometheus_client.openmetrics.parser, junitparser' 2>/dev/null && exit 0
[ -z "${PYTHON_PATH:-}" ] || give_up "PYTHON_PATH asks for that one"
command -v apt-get >/dev/null || give_up 'apt-get is not there to install them'
grep -qs '^ID=debian' /etc/os-release || give_up 'only of Debian the packages are known'
[ "$(id -u)" = 0 ] || give_up 'only root can install them'

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || give_up 'the package lists cannot be fetched'
apt-get install -y -qq --no-install-recommends python3-prometheus-client python3-junitparser >/dev/null ||
  give_up 'apt-get could not install them'
