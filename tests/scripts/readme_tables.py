#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do the tables of README.md say what their commands print?

Usage: readme_tables.py ASSAY [--update] [README]
A table stands between `<!-- COMMAND -->`, where COMMAND begins with `assay `, and `<!-- end -->`; its headings are
those of sections of ours, so the first is left out and the others stand one level deeper.
Exits 1 where one differs; --update writes what the commands print.
"""
import difflib
import os
import re
import shlex
import subprocess
import sys

REPOSITORY = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
TABLE = re.compile(r"<!-- assay (?P<arguments>.+?) -->\n(?P<table>.*?)<!-- end -->", re.DOTALL)


def printed(assay, arguments):
    done = subprocess.run([assay, *shlex.split(arguments)], cwd=REPOSITORY, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        sys.exit(f"assay {arguments}: exit {done.returncode}\n{done.stderr}")
    text = re.sub(r"\A# .*\n+", "", done.stdout)
    return re.sub(r"^#", "##", text, flags=re.MULTILINE).strip("\n") + "\n"


def updated(text, assay):
    """The text with every table as its command prints it, and how many tables there are."""
    def table(match):
        return f"<!-- assay {match['arguments']} -->\n{printed(assay, match['arguments'])}<!-- end -->"
    return TABLE.subn(table, text)


def main():
    arguments = [word for word in sys.argv[1:] if word != "--update"]
    assay = os.path.realpath(arguments[0])
    readme = arguments[1] if len(arguments) > 1 else os.path.join(REPOSITORY, "README.md")
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    new, count = updated(text, assay)
    if count == 0:
        sys.exit(f"{readme}: holds no table of a command")
    if "--update" in sys.argv:
        with open(readme, "w", encoding="utf-8") as file:
            file.write(new)
    elif new != text:
        sys.exit("".join(difflib.unified_diff(text.splitlines(True), new.splitlines(True), "README", "commands")))
    print(f"{count} tables are what their commands print")


if __name__ == "__main__":
    main()
