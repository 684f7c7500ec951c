#!/bin/sh
# Says what the tests beyond Python need, and installs what is missing where it can (Debian, as root).
set -u
missing=
need() { # command, Debian package, what for
    if command -v "$1" >/dev/null 2>&1; then
        echo "found    $1 ($3)"
    else
        echo "missing  $1 ($3): Debian package $2"
        missing="$missing $2"
    fi
}
need_of_r() { # package of R, Debian package, what for
    if Rscript -e "library($1)" >/dev/null 2>&1; then
        echo "found    $1 of R ($3)"
    else
        echo "missing  $1 of R ($3): Debian package $2"
        missing="$missing $2"
    fi
}
need Rscript r-base-core "reads the tables in R"
need_of_r data.table r-cran-data.table "reads the tables"
need_of_r readr r-cran-readr "reads the tables"
need_of_r readxl r-cran-readxl "reads the workbook"
need_of_r haven r-cran-haven "reads Stata and SPSS files"
need soffice libreoffice-calc-nogui "reads the tables, and shows the workbook"
need pdftotext poppler-utils "reads the pages that LibreOffice shows"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing$missing"
    # shellcheck disable=SC2086
    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing; } >/tmp/ahq-install.log 2>&1 \
        || { tail -n 5 /tmp/ahq-install.log; echo "could not install$missing; tests that need them are skipped"; }
else
    echo "to install: sudo apt-get install --no-install-recommends$missing; until then tests that need them are skipped"
fi
exit 0
