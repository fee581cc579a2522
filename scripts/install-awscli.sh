#!/usr/bin/env bash
# Installs the AWS CLI, which the tests run against the local KMS as users do.
# Where that cannot be done it says why and succeeds: those tests are then
# skipped, and say so.
set -euo pipefail

cli="${AWS_CLI_PATH:-aws}"

give_up() {
  echo "No AWS CLI, and $1: the tests that run it are skipped. See https://aws.amazon.com/cli/, or set AWS_CLI_PATH."
  exit 0
}

command -v "$cli" >/dev/null && exit 0
[ -z "${AWS_CLI_PATH:-}" ] || give_up "AWS_CLI_PATH asks for $cli"
command -v apt-get >/dev/null || give_up 'apt-get is not there to install it'
grep -qs '^ID=debian' /etc/os-release || give_up 'only Debian has it as the package awscli'
[ "$(id -u)" = 0 ] || give_up 'only root can install it'

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || give_up 'the package lists cannot be fetched'
apt-get install -y -qq --no-install-recommends awscli >/dev/null || give_up 'apt-get could not install awscli'
