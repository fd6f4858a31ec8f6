# What a bare Debian lacks: a Docker engine, pytest for the image that is made of this machine's files, and venv.

have_packages() {
  local wanted=(docker.io python3-pytest python3-venv) policy=/usr/sbin/policy-rc.d mine="" code=0
  if dpkg-query -W "${wanted[@]}" >/dev/null 2>&1; then return 0; fi
  # the package must not start an engine of its own
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy && mine=yes
  fi
  {
    apt-get -q update &&
      DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${wanted[@]}"
  } >"$1.log" 2>&1 || code=$?
  [ -z "$mine" ] || rm -f $policy
  [ "$code" -eq 0 ] && return 0
  { tail -n 15 "$1.log"; echo "apt-get could not install ${wanted[*]}"; } >&2
  return 1
}
