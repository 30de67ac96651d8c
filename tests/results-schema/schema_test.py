"""Is the schema closed and documented? No object takes unknown keys, every property says what it means,
every string and every list has a longest length, every number a range.

    python3 tests/results-schema/schema_test.py SCHEMA
"""

import sys

import validate


def closed(schema):
    return schema.get("additionalProperties") is False


def shape_failures(schema, path):
    kind = schema.get("type")
    if kind == "object" and not closed(schema) and "if" not in schema:
        yield f"{path}: takes unknown keys"
    if kind == "object" and set(schema.get("required", [])) - set(schema.get("properties", {})):
        yield f"{path}: requires a key it does not describe"
    if kind == "string" and "enum" not in schema and "maxLength" not in schema:
        yield f"{path}: has no longest length"
    if kind == "array" and "maxItems" not in schema:
        yield f"{path}: has no greatest number of elements"
    if kind == "integer" and not {"minimum", "maximum"} <= set(schema):
        yield f"{path}: has no range"
    if kind == "number" and not {"minimum", "exclusiveMinimum"} & set(schema):
        yield f"{path}: has no lower limit"


def failures(schema, path):
    """Follows what describes values; the conditions in allOf, if and then only narrow those."""
    if not schema.get("description"):
        yield f"{path}: has no description"
    if "$ref" in schema:
        return
    if "type" not in schema:
        yield f"{path}: has no type"
    yield from shape_failures(schema, path)
    for keyword in ("properties", "patternProperties", "definitions"):
        for name, child in schema.get(keyword, {}).items():
            yield from failures(child, f"{path}/{keyword}/{name}")
    items = schema.get("items")
    if items is not None and "$ref" not in items:
        yield from shape_failures(items, f"{path}/items")


def main(arguments):
    with open(arguments[0], encoding="utf-8") as file:
        schema = validate.parse(file.read())
    validate.jsonschema.Draft7Validator.check_schema(schema)
    found = list(failures(schema, ""))
    print("\n".join(found) or "the schema is closed and documented")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
