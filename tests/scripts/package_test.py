#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Are the packages whole, and do they ask for nothing but the C library?

Usage: package_test.py CPACK BUILD_FOLDER
"""
import gzip
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import unittest

CPACK, BUILD = sys.argv[1], os.path.abspath(sys.argv[2])
HAS_MPI = os.path.exists(os.path.join(BUILD, "assay_mpi.so"))
EVERYWHERE = {
    "bin/assay",
    "lib/assay/nightly/night",
    "lib/assay/nightly/fleet-night",
    "lib/assay/nightly/words.sh",
    "share/man/man1/assay.1.gz",
    "share/bash-completion/completions/assay",
    "share/fish/vendor_completions.d/assay.fish",
    "share/doc/assay/README.md",
    "share/doc/assay/changelog.gz",
    "share/doc/assay/results-schema/result.schema.json",
    "share/doc/assay/results-schema/catalogue/README.md",
    "share/doc/assay/examples/gates/h20.json",
} | ({"lib/assay/assay_mpi.so"} if HAS_MPI else set())
DEBIAN = {"lib/systemd/system/assay-nightly.service", "lib/systemd/system/assay-nightly.timer",
          "share/zsh/vendor-completions/_assay", "share/doc/assay/copyright", "share/doc/assay/changelog.Debian.gz"}
ELSEWHERE = {"share/zsh/site-functions/_assay", "share/doc/assay/LICENSE"}


def output_of(*command, **keywords):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, **keywords).stdout


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay_package_"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        subprocess.run([CPACK, "--config", os.path.join(BUILD, "CPackConfig.cmake"), "-B", str(cls.folder)],
                       check=True, stdout=subprocess.DEVNULL, timeout=300)
        (cls.deb,) = cls.folder.glob("*.deb")
        (cls.archive,) = cls.folder.glob("*.tar.gz")
        (cls.folder / "deb").mkdir()
        subprocess.run(["dpkg-deb", "-x", str(cls.deb), str(cls.folder / "deb")], check=True, timeout=60)
        with tarfile.open(cls.archive) as archive:
            cls.members = archive.getmembers()
            archive.extractall(cls.folder / "tar")
        (cls.unpacked,) = (cls.folder / "tar").iterdir()

    def field(self, name):
        return output_of("dpkg-deb", "-f", str(self.deb), name).strip()

    def test_names(self):
        architecture = output_of("dpkg", "--print-architecture").strip()
        self.assertRegex(self.deb.name, rf"^assay_\d+\.\d+\.\d+-1_{architecture}\.deb$")
        self.assertRegex(self.archive.name, r"^assay-\d+\.\d+\.\d+-linux-\w+\.tar\.gz$")
        self.assertEqual(self.unpacked.name, self.archive.name.removesuffix(".tar.gz"))

    def test_the_debian_package_asks_for_the_c_library_alone(self):
        self.assertEqual(self.field("Depends"), "libc6 (>= 2.36)")
        self.assertEqual(self.field("Pre-Depends"), "")

    def test_fields(self):
        self.assertEqual(self.field("Package"), "assay")
        self.assertEqual(self.field("Section"), "utils")
        self.assertRegex(self.field("Maintainer"), r"^.+ <.+@.+>$")
        self.assertGreater(int(self.field("Installed-Size")), 1000)
        lines = self.field("Description").splitlines()
        self.assertEqual(lines[0], "acceptance suite for GPU nodes")
        self.assertGreater(len(lines), 3)
        for line in lines[1:]:
            self.assertTrue(line.startswith(" "), line)

    def test_files_of_the_debian_package(self):
        root = self.folder / "deb" / "usr"
        held = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
        self.assertEqual((EVERYWHERE | DEBIAN) - held, set())
        self.assertEqual(ELSEWHERE & held, set())
        self.assertEqual([path.name for path in (self.folder / "deb").iterdir()], ["usr"])

    def test_files_of_the_archive(self):
        held = {str(path.relative_to(self.unpacked)) for path in self.unpacked.rglob("*") if path.is_file()}
        self.assertEqual((EVERYWHERE | ELSEWHERE) - held, set())
        self.assertEqual(DEBIAN & held, set())

    def test_nothing_has_a_privilege_or_can_be_written_by_others(self):
        for line in output_of("dpkg-deb", "-c", str(self.deb)).splitlines():
            self.assertRegex(line, r"^[d-]rwxr-xr-x root/root|^-rw-r--r-- root/root")
        for member in self.members:
            self.assertFalse(member.mode & (stat.S_ISUID | stat.S_ISGID | stat.S_IWOTH), member.name)

    def test_the_archive_runs_wherever_it_is_unpacked(self):
        place = self.folder / "a place with blanks"
        shutil.copytree(self.unpacked, place)
        assay = str(place / "bin/assay")
        self.assertRegex(output_of(assay, "--version", env={}), r"^assay \d")
        output_of(assay, "run", "--simulate", "h20", "--seed", "1", "-o", "h20.json", cwd=place, env={})
        output_of(assay, "verdict", "h20.json", "--allow-simulated", cwd=place, env={})

    def test_programs_are_stripped_and_need_no_folder_of_this_machine(self):
        for path in [self.unpacked / "bin/assay"] + list(self.unpacked.glob("lib/assay/*.so")):
            dynamic = output_of("objdump", "-p", str(path))
            self.assertNotRegex(dynamic, r"R(UN)?PATH")
            self.assertNotIn(".symtab", output_of("objdump", "-h", "-w", str(path)))
            self.assertNotIn(".debug_info", output_of("objdump", "-h", "-w", str(path)))

    def test_manual_and_change_log_are_those_of_this_binary(self):
        assay = str(self.unpacked / "bin/assay")
        with gzip.open(self.unpacked / "share/man/man1/assay.1.gz", "rt") as page:
            self.assertEqual(page.read(), output_of(assay, "manual", "man"))
        completions = (self.unpacked / "share/bash-completion/completions/assay").read_text()
        self.assertEqual(completions, output_of(assay, "manual", "bash"))
        with gzip.open(self.unpacked / "share/doc/assay/changelog.gz", "rt") as log:
            self.assertTrue(log.read().startswith("# Changelog"))

    def test_no_file_names_a_folder_it_was_built_in(self):
        program = (self.unpacked / "bin/assay").read_bytes()
        self.assertNotIn(BUILD.encode(), program)
        self.assertIsNone(re.search(rb"/(home|root|tmp)/[\w.-]+/", program))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
