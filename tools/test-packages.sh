#!/bin/sh
# What some tests need from the system: a browser, fonts for Chinese, databases.
# As root on Debian or Ubuntu it installs them; elsewhere it says what is missing and goes on.
set -eu
missing=""
need() { # package, then the file patterns of which one must exist
    package=$1
    shift
    for pattern in "$@"; do
        for file in $pattern; do [ -e "$file" ] && return 0; done
    done
    missing="$missing $package"
}
need chromium /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome
need libatomic1 '/usr/lib/*/libatomic.so.1' '/lib/*/libatomic.so.1'
need fonts-noto-cjk '/usr/share/fonts/opentype/noto/NotoSansCJK*' '/usr/share/fonts/*/*CJK*'
need postgresql '/usr/lib/postgresql/*/bin/initdb'
need mariadb-server /usr/sbin/mariadbd /usr/libexec/mariadbd
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:$missing" >&2
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif [ "${CI:-}" = true ]; then
    echo "The tests need:$missing" >&2
    exit 1
else
    echo "Tests that need these packages are skipped:$missing (Debian, Ubuntu: sudo apt install$missing)" >&2
fi
