"""Is the catalogue right, and does `assay lint` see whatever is wrong with one?

    python3 tests/results-schema/catalogue_test.py SCHEMA CATALOGUE ASSAY

The catalogue must pass. Then one defect after another is planted in copies of it, and the check that the defect names
must see it. The rules themselves are in harness/judge/lint/; here is only what this repository asks on top.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

import catalogue_policy
import schema_test
import validate
from catalogue_defects import DEFECTS, POLICY

# Every check of a catalogue must be seen failing.
CHECKS = set("""absent bandwidth basis conflict dense device file name paper part range rate schema source sparse term
    typical units unsupported""".split())
UNREADABLE = {"file", "schema"}
SECONDS_AT_MOST = 60


def lint(assay, folder):
    """Exit code and findings."""
    result = subprocess.run([assay, "lint", "--catalogue", folder, "--format", "json"], capture_output=True,
                            timeout=SECONDS_AT_MOST, stdin=subprocess.DEVNULL)
    if result.stderr:
        raise ValueError(f"assay lint says: {result.stderr.decode()}")
    return result.returncode, validate.parse(result.stdout.decode())["findings"]


def catalogue_failures(assay, folder):
    code, findings = lint(assay, folder)
    for finding in findings:
        yield f"{finding['file']}: {finding.get('place', '')}: {finding['what']}"
    if code != 0:
        yield f"assay lint ends with {code} on the catalogue"
    yield from catalogue_policy.failures(folder)


def planted_failures(assay, copy, defect):
    if defect.check == POLICY:
        if not list(catalogue_policy.failures(copy)):
            yield "the policy does not see it"
        return
    code, findings = lint(assay, copy)
    checks = {finding["check"] for finding in findings}
    if defect.check not in checks:
        yield f"no finding of {defect.check}, only {sorted(checks)}"
    if code != (2 if checks & UNREADABLE else 1):
        yield f"exit code {code}"
    if not all(finding["what"].strip() for finding in findings):
        yield "a finding says nothing"


def self_test(assay, folder):
    for defect in DEFECTS:
        with tempfile.TemporaryDirectory() as scratch:
            copy = os.path.join(scratch, "catalogue")
            shutil.copytree(folder, copy)
            defect.plant(copy)
            for line in planted_failures(assay, copy, defect):
                yield f"planted: {defect.name}: {line}"
    untried = CHECKS - {defect.check for defect in DEFECTS}
    if untried:
        yield f"no defect is planted for {sorted(untried)}"


def main(arguments):
    if len(arguments) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    schema_file, folder, assay = arguments
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    validate.jsonschema.Draft7Validator.check_schema(schema)
    found = list(schema_test.failures(schema, ""))
    found += list(catalogue_failures(assay, folder))
    found += list(self_test(assay, folder))
    print("\n".join(found) or f"the catalogue agrees with itself; {len(DEFECTS)} planted defects were seen")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
