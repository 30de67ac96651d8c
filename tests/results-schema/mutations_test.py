"""Does the schema reject every broken document? valid.json is accepted, each of its mutations is not.

    python3 tests/results-schema/mutations_test.py SCHEMA

tests/harness/document/mutation_test.cpp asks the same of assay's own reader, with the same tables.
"""

import copy
import json
import os
import sys

import validate

HERE = os.path.dirname(os.path.abspath(__file__))


def text_of(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()


def steps(pointer):
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def member(value, step):
    return value[int(step)] if isinstance(value, list) else value[step]


def at(document, pointer):
    for step in steps(pointer):
        document = member(document, step)
    return document


def patched(document, patch):
    """JSON Patch (RFC 6902), as far as the table uses it."""
    document = copy.deepcopy(document)
    for operation in patch:
        path = steps(operation["path"])
        parent = document
        for step in path[:-1]:
            parent = member(parent, step)
        key = int(path[-1]) if isinstance(parent, list) else path[-1]
        if operation["op"] == "remove":
            del parent[key]
        elif operation["op"] == "copy":
            parent[key] = copy.deepcopy(at(document, operation["from"]))
        elif operation["op"] in ("add", "replace"):
            if (operation["op"] == "replace") != (isinstance(parent, list) or key in parent):
                raise ValueError(f"{operation} does not apply")
            parent[key] = operation["value"]
        else:
            raise ValueError(f"unknown operation {operation['op']}")
    return document


def is_rejected_text(schema, text):
    try:
        return bool(validate.problems(schema, validate.parse(text)))
    except ValueError:
        return True


def failures(schema):
    text = text_of("valid.json")
    base = validate.parse(text)
    for problem in validate.problems(schema, base):
        yield f"valid.json is rejected: {problem}"
    for mutation in json.loads(text_of("mutations.json")):
        if not validate.problems(schema, patched(base, mutation["patch"])):
            yield f"accepted: {mutation['name']}"
    for mutation in json.loads(text_of("text-mutations.json")):
        if mutation["find"] not in text:
            yield f"not in valid.json: {mutation['find']}"
        elif not is_rejected_text(schema, text.replace(mutation["find"], mutation["replace"], 1)):
            yield f"accepted: {mutation['name']}"


def main(arguments):
    with open(arguments[0], encoding="utf-8") as file:
        schema = validate.parse(file.read())
    found = list(failures(schema))
    print("\n".join(found) or "every mutation is rejected")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
