# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the nightly scripts share: how they refuse, which exit code is the worst, who writes to the archive. To be sourced.

refuse() { echo "${0##*/}: $*" >&2; exit 2; }

# need_value COUNT OPTION: is there a value behind this option?
need_value() { (($1 > 1)) || refuse "$2 needs a value; see --help"; }

# worst_of CODE...: 4, 3, 1 in this order. What is none of these, such as 2 or 137, says that something could not be
# measured or judged: 3.
worst_of() {
  local code worst=0
  for code in "$@"; do
    case $code in
      0) ;;
      1) ((worst)) || worst=1 ;;
      4) worst=4 ;;
      *) ((worst == 4)) || worst=3 ;;
    esac
  done
  echo "$worst"
}

# archive_into DB ASSAY DOCUMENT: one writer at a time. SQLite cannot tell what another host does in a shared folder.
archive_into() {
  exec 9> "$1.lock"
  flock --wait 600 9 || { echo "somebody else has been archiving into $1 for ten minutes"; return 3; }
  "$2" archive add "$1" "$3" 9>&-
}
