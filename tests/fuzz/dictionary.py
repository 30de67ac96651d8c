#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a libFuzzer dictionary of the keys and words of a JSON Schema.

Usage: dictionary.py SCHEMA > DICTIONARY
"""
import json
import sys

JSON_TOKENS = ["{", "}", "[", "]", ":", ",", "true", "false", "null", "1e308", "1e-300", "-0.0",
               "9007199254740991", "18446744073709551615", "\\u0000", "\\ud800"]


def words_of(schema):
    """Keys, enum words and constants, each as it stands in JSON text."""
    if isinstance(schema, list):
        for element in schema:
            yield from words_of(element)
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key == "properties":
            yield from (json.dumps(name) for name in value)
        if key in ("enum", "const"):
            yield from (json.dumps(word) for word in (value if key == "enum" else [value]))
        elif key not in ("title", "description"):
            yield from words_of(value)


def quoted(word):
    escaped = "".join(c if 32 <= ord(c) < 127 and c not in '"\\' else f"\\x{ord(c):02x}"
                      for c in word)
    return f'"{escaped}"'


def main():
    if len(sys.argv) != 2 or sys.argv[1] == "--help":
        print(__doc__.strip())
        sys.exit(0 if "--help" in sys.argv else 2)
    with open(sys.argv[1], encoding="utf-8") as file:
        words = set(words_of(json.load(file)))
    print("\n".join(quoted(word) for word in JSON_TOKENS + sorted(words)))


if __name__ == "__main__":
    main()
