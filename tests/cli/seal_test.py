"""Seals of real documents, checked by other programs than the one that made them."""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import math
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import unittest

from binary import SMALL
from faulty import Faulty

SCHEMAS = pathlib.Path(sys.argv.pop(2))
NONCE = "acceptance-of-node17"
COPY = ["--device", "cpu", "--only", "memory.copy", "--bytes", "64KiB", "--minimum-time", "0.02"]


def number_text(value):
    """As ECMAScript prints it, for RFC 8785."""
    if isinstance(value, int):
        return str(value)
    if value == 0:
        return "0"
    sign, digits, exponent = ("-" if value < 0 else "", *repr(abs(value)).partition("e")[::2])
    whole, _, fraction = digits.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    return sign + digits[0] + ("." + digits[1:] if count > 1 else "") + f"e{point - 1:+d}"


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return number_text(value)


class Canonical(unittest.TestCase):
    def test_numbers(self):
        """This test's own canonical form, against the samples of RFC 8785."""
        for value, text in ((5e-324, "5e-324"), (1e23, "1e+23"), (999999999999999900000.0, "999999999999999900000"),
                            (1e21, "1e+21"), (9.999999999999997e-7, "9.999999999999997e-7"), (1e-6, "0.000001"),
                            (333333333.3333332, "333333333.3333332"), (-3.3333333333333333e-06, "-0.0000033333333333333333"),
                            (1424953923781206.2, "1424953923781206.2"), (0.002, "0.002"), (1e30, "1e+30")):
            self.assertEqual(number_text(value), text)
            self.assertTrue(math.isclose(float(text), value))


class Seal(Faulty):
    def setUp(self):
        super().setUp()
        made = self.assay("seal-key", "k")
        self.assertEqual((made.returncode, made.stderr), (0, b""))
        self.public = made.stdout.decode().split()[-1]

    def run_sealed(self, *arguments, nonce=NONCE, code=0):
        result = self.assay("run", *(arguments or COPY), "--seal", "k", *(["--nonce", nonce] if nonce else []), "-o", "r.json")
        self.assertEqual(result.returncode, code, result.stderr.decode())
        return json.loads((self.folder / "r.json").read_text())

    def verify(self, *arguments, code, document="r.json", key="k.pub"):
        result = self.assay("verify-seal", document, "--key", key, *arguments)
        text = result.stdout.decode() + result.stderr.decode()
        self.assertEqual(result.returncode, code, text)
        return text

    def test_a_sealed_run(self):
        document = self.run_sealed()
        self.assertEqual(document["seal"]["public_key"], self.public)
        self.assertEqual(document["run"]["nonce"], NONCE)
        self.assertEqual(document["plan"]["seed"], int(hashlib.sha256(f"assay seed {NONCE}".encode()).hexdigest()[:16], 16) >> 11)
        self.assertEqual(self.assay("validate", "r.json").returncode, 0)
        text = self.verify("--nonce", NONCE, code=0)
        self.assertIn("The seal is good", text)
        self.assertIn("1 of 1 cases", text)
        self.verify("--nonce", NONCE, code=0, key=self.public)
        self.assertIn("no nonce was asked for", self.verify(code=0))

    def test_another_program_agrees(self):
        if shutil.which("openssl") is None:
            self.skipTest("no openssl")
        document = self.run_sealed()
        signature = document.pop("seal")["signature"]
        (self.folder / "bytes").write_text(canonical(document))
        (self.folder / "signature").write_bytes(bytes.fromhex(signature))
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "k.pub", "-rawin", "-in", "bytes", "-sigfile", "signature"]
        checked = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        (self.folder / "bytes").write_text(canonical(document) + " ")
        self.assertNotEqual(subprocess.run(command, cwd=self.folder, capture_output=True).returncode, 0)

    def test_a_key_of_openssl(self):
        if shutil.which("openssl") is None:
            self.skipTest("no openssl")
        (self.folder / "k").unlink()
        (self.folder / "k.pub").unlink()
        for command in (["genpkey", "-algorithm", "ed25519", "-out", "k"], ["pkey", "-in", "k", "-pubout", "-out", "k.pub"]):
            subprocess.run(["openssl", *command], cwd=self.folder, check=True, capture_output=True, umask=0o077)
        self.run_sealed()
        self.verify("--nonce", NONCE, code=0)

    def test_what_was_changed_is_seen(self):
        document = self.run_sealed()
        before = document["host"]["hostname"]
        document["host"]["hostname"] = "another"
        (self.folder / "r.json").write_text(json.dumps(document))
        self.assertIn("something in it was changed", self.verify(code=1))
        document["host"]["hostname"] = before
        (self.folder / "r.json").write_text(json.dumps(document, indent=7, sort_keys=True))
        self.verify("--nonce", NONCE, code=0)

    def test_yesterdays_run_is_seen(self):
        self.run_sealed(nonce="nonce-of-yesterday")
        self.assertIn("its nonce is 'nonce-of-yesterday'", self.verify("--nonce", NONCE, code=1))
        self.run_sealed(nonce=None)
        self.assertIn("without a nonce", self.verify("--nonce", NONCE, code=1))

    def test_another_key(self):
        self.run_sealed()
        self.assertEqual(self.assay("seal-key", "other").returncode, 0)
        self.assertIn("sealed by another key", self.verify(code=1, key="other.pub"))

    def test_without_a_seal(self):
        self.assertEqual(self.assay("run", *COPY, "-o", "r.json").returncode, 0)
        self.assertIn("it has no seal", self.verify(code=1))

    def test_answers_of_another_machine(self):
        ours = self.run_sealed(*COPY)
        (self.folder / "r.json").rename(self.folder / "ours.json")
        theirs = self.run_sealed(*COPY)
        self.assertEqual(ours["cases"][0]["check"]["digest"], theirs["cases"][0]["check"]["digest"])
        self.assertIn("1 as in the other document, 0 not", self.verify("--nonce", NONCE, "--like", "ours.json", code=0))
        self.run_sealed(*COPY, nonce="another-nonce")
        self.assertIn("the inputs differ", self.verify("--like", "ours.json", code=3))

    def test_digests_follow_from_the_nonce(self):
        one, other = self.run_sealed(), self.run_sealed(nonce="another-nonce")
        self.assertNotEqual(one["cases"][0]["check"]["digest"], other["cases"][0]["check"]["digest"])

    def test_answers_that_differ(self):
        document = self.run_sealed()
        document["cases"][0]["check"]["digest"] = "0" * 64
        (self.folder / "ours.json").write_text(json.dumps(document))
        self.assertIn("1 of 1 answers that were compared", self.verify("--like", "ours.json", code=1))

    def test_an_interrupted_run_is_sealed_as_one_and_continued(self):
        arguments = ["--device", "cpu", "--only", "memory.copy", "--bytes", "16KiB..256KiB", "--minimum-time", "1", "--seal", "k"]
        process = self.start(*arguments, "--nonce", NONCE)
        self.await_case(process, 2)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.end_of(process), 3, self.text)
        self.assertIn("did not come to its end", self.verify("--nonce", NONCE, code=0))
        (self.folder / "r.json").rename(self.folder / "part.json")
        again = ["run", *arguments, "--resume", "part.json", "-o", "r.json"]
        self.assert_refused(again, 2, "the nonce is none now", NONCE)
        done = self.assay(*again, "--nonce", NONCE)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertNotIn("did not come to its end", self.verify("--nonce", NONCE, code=0))

    def test_nobody_vouches_for_what_a_lost_run_left(self):
        process = self.start("--device", "cpu", "--only", "memory.read", "--bytes", "64KiB", "--minimum-time", "60", "--seal", "k", "--nonce", NONCE)
        self.await_case(process, 1)
        process.kill()
        self.end_of(process)
        self.assertIn("it has no seal", self.verify("--nonce", NONCE, code=1))

    def test_what_is_simulated_is_not_believed(self):
        self.run_sealed("--simulate", "h20")
        self.assertIn("it was simulated", self.verify("--nonce", NONCE, code=3))
        self.verify("--nonce", NONCE, "--allow-simulated", code=0)

    def test_as_json(self):
        import jsonschema
        self.run_sealed()
        schema = json.loads((SCHEMAS / "seal.schema.json").read_text())
        for arguments, code, state in (([], 0, "good"), (["--like", "r.json"], 0, "good"), (["--nonce", "another-nonce"], 1, "broken")):
            report = json.loads(self.verify("--format", "json", *arguments, code=code))
            jsonschema.validate(report, schema)
            self.assertEqual(report["state"], state)
            self.assertEqual(report["public_key"], self.public)

    def test_keys_are_not_lost_or_shown(self):
        self.assertEqual(stat.S_IMODE((self.folder / "k").stat().st_mode), 0o600)
        secret = (self.folder / "k").read_text()
        self.assert_refused(["seal-key", "k"], 2, "not overwritten")
        self.assertEqual((self.folder / "k").read_text(), secret)
        self.run_sealed()
        self.assertNotIn(secret.splitlines()[1], (self.folder / "r.json").read_text())

    def test_bad_input(self):
        run = ["run", *SMALL]
        self.assert_refused([*run, "--seal", "k"], 2, "no document is kept", "-o FILE")
        self.assert_refused([*run, "--seal", "absent", "-o", "r.json"], 2, "cannot read the key absent")
        self.assert_refused([*run, "--seal", "k.pub", "-o", "r.json"], 2, "others than its owner can use")
        (self.folder / "k.pub").chmod(0o600)
        self.assert_refused([*run, "--seal", "k.pub", "-o", "r.json"], 2, "is not an Ed25519 private key", "seal-key")
        self.assert_refused([*run, "--nonce", "short", "-o", "r.json"], 2, "--nonce 'short'", "8 to 128")
        self.assert_refused([*run, "--nonce", NONCE, "--seed", "1", "-o", "r.json"], 2, "--seed")
        self.assert_refused(["verify-seal", "absent.json", "--key", "k.pub"], 2, "absent.json")
        self.assert_refused(["verify-seal", "k.pub", "--key", "k.pub"], 2, "k.pub")
        self.assert_refused(["verify-seal", "r.json"], 2, "--key")
        self.assert_refused(["verify-seal", "r.json", "--key", "k"], 2, "is not an Ed25519 public key")
        self.assert_refused(["seal-key", "absent/k"], 2, "absent/k")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
