#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does every file keep the house rules: length, licence line, guards, run bits, nothing left undone?

Usage: scripts/check_tree.py [ROOT]
Prints one line per violation, "file:line: reason", and exits 1 if there is any.
"""
import os
import re
import sys

MOST_LINES = 300
CODE = (".hpp", ".cpp", ".cu", ".cuh", ".cmake", ".py", ".sh", ".in", "CMakeLists.txt")
HEADERS = (".hpp", ".cuh")
TEXT = CODE + (".json", ".md", ".txt", ".toml", ".yml")
SKIPPED_FOLDERS = {".git", "build", "results", ".cache", "__pycache__"}
# In two parts, so that this file passes its own check.
UNDONE = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
LICENCE = "SPDX-License-Identifier: Apache-2.0"


def files(root):
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in sorted(names):
            yield os.path.relpath(os.path.join(parent, name), root)


def is_script(text):
    return text.startswith("#!")


def text_of(path):
    """The text of a file of ours; None for what is not one."""
    known = path.endswith(TEXT) or "." not in os.path.basename(path).lstrip(".")
    if not known:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (UnicodeDecodeError, OSError):
        return None


def violations_of(root, path):
    full = os.path.join(root, path)
    text = text_of(full)
    if text is None:
        return
    lines = text.splitlines()
    is_code = path.endswith(CODE) or is_script(text)
    if is_code and len(lines) > MOST_LINES:
        yield f"{path}: {len(lines)} lines, over {MOST_LINES}"
    for number, line in enumerate(lines, 1):
        word = UNDONE.search(line)
        if word:
            yield f"{path}:{number}: {word.group(0)}: finish it or file it elsewhere"
    head = "\n".join(lines[:10])
    if (path.endswith(HEADERS) or is_script(text)) and LICENCE not in head:
        yield f"{path}: no '{LICENCE}' in the first ten lines"
    if path.endswith(HEADERS) and "#pragma once" not in head:
        yield f"{path}: no '#pragma once' in the first ten lines"
    if is_script(text) != os.access(full, os.X_OK):
        yield f"{path}: " + ("a script without a run bit" if is_script(text) else
                             "a run bit, but no #! line")
    if text and not text.endswith("\n"):
        yield f"{path}: no newline at the end"


def main():
    if "--help" in sys.argv[1:]:
        print(__doc__.strip())
        return
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    root = os.path.realpath(sys.argv[1] if len(sys.argv) > 1 else default)
    all_files = list(files(root))
    if not all_files:
        sys.exit(f"check_tree: no file under {root}")
    found = [line for path in all_files for line in violations_of(root, path)]
    print("\n".join(found) if found else f"{len(all_files)} files keep the rules")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
