"""Is the catalogue right? It follows its schema, agrees with itself, and every check here is seen failing.

    python3 tests/results-schema/catalogue_test.py SCHEMA CATALOGUE

`self_test` plants one defect after another in copies of the catalogue; a check that misses its own defect
fails the test just as a defect in the real files does.
"""

import os
import shutil
import sys
import tempfile

import catalogue_claim_checks as claims
import catalogue_part_checks as parts
import schema_test
import validate
from catalogue_defects import DEFECTS
from catalogue_reader import Catalogue, SchemaCheck

CHECKS = (
    parts.device_failures, parts.unit_failures, parts.rate_failures,
    parts.bandwidth_failures, parts.sparse_failures, parts.dense_failures,
    parts.conflict_failures, parts.absent_failures, parts.source_failures,
    parts.typical_failures, claims.ratio_failures, claims.claim_failures,
    claims.paper_failures,
)


def failures(folder, schema):
    """{check: lines}. A catalogue that breaks the schema or lacks a part is not looked at further."""
    catalogue = Catalogue(folder)
    for check in (parts.schema_failures, parts.name_failures):
        lines = list(check(catalogue, schema))
        if lines:
            return {check.__name__: lines}
    found = {check.__name__: list(check(catalogue)) for check in CHECKS}
    return {name: lines for name, lines in found.items() if lines}


def planted(folder, defect, schema):
    """The checks that fail on a copy of the catalogue with one defect in it."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = os.path.join(scratch, "catalogue")
        shutil.copytree(folder, copy)
        defect.plant(copy)
        return failures(copy, schema)


def self_test(folder, schema):
    for defect in DEFECTS:
        found = planted(folder, defect, schema)
        if defect.check not in found:
            yield f"self-test: {defect.name}: {defect.check} does not see it (found: {sorted(found)})"
    untried = {check.__name__ for check in CHECKS} | {"schema_failures", "name_failures"}
    untried -= {defect.check for defect in DEFECTS}
    if untried:
        yield f"self-test: no defect for {sorted(untried)}"


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        schema = validate.parse(file.read())
    validate.jsonschema.Draft7Validator.check_schema(schema)
    found = list(schema_test.failures(schema, ""))
    check = SchemaCheck(schema)
    found += [line for lines in failures(arguments[1], check).values() for line in lines]
    found += list(self_test(arguments[1], check))
    print("\n".join(found) or f"the catalogue agrees with itself; {len(DEFECTS)} planted defects were seen")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
