"""Does a result document follow the schema? Answered with Python and the jsonschema package alone.

    python3 tests/results-schema/validate.py SCHEMA DOCUMENT...

Exit 0: every document does; 1: one does not; 77: the jsonschema package is not installed.
"""

import json
import math
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: the Python package jsonschema is not installed (Debian: python3-jsonschema)")
    sys.exit(77)


def refuse_constant(text):
    raise ValueError(f"{text} is not a JSON number")


def finite(text):
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large for a double")
    return number


def unique(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key is there twice")
    return members


def parse(text):
    """JSON to the letter: Python's own reader takes NaN, 1e999, duplicate keys and lone surrogates."""
    document = json.loads(text, parse_constant=refuse_constant, parse_float=finite, object_pairs_hook=unique)
    json.dumps(document, ensure_ascii=False).encode()
    return document


def problems(schema, document):
    """One line for each place where the document breaks the schema."""
    validator = jsonschema.Draft7Validator(schema)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


def problems_of_file(schema, path):
    try:
        with open(path, encoding="utf-8") as file:
            return problems(schema, parse(file.read()))
    except (OSError, ValueError) as error:
        return [str(error)]


def main(arguments):
    if len(arguments) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        schema = parse(file.read())
    jsonschema.Draft7Validator.check_schema(schema)
    failed = False
    for path in arguments[1:]:
        for problem in problems_of_file(schema, path):
            print(f"{path}: {problem}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
