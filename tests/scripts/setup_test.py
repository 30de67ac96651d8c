#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does scripts/setup install what is missing, or say exactly what and how, on every kind of machine?"""
import os
import unittest

from script_sandbox import ScriptTest

DEBIAN = "ID=debian\n"
NOT_INSTALLED = "libfmt-dev"  # the one package that the stand-in dpkg-query does not know
DPKG_QUERY = f"""
shift 3
for package; do [[ $package == {NOT_INSTALLED} ]] || echo "installed $package"; done
exit 1"""
ALL_INSTALLED = 'shift 3; for package; do echo "installed $package"; done'


class Setup(ScriptTest):
    def setUp(self):
        super().setUp()
        self.machine("etc/os-release", DEBIAN)
        self.script("get_benchmark")
        self.program("dpkg-query", DPKG_QUERY)
        self.program("apt-get")
        self.program("cmake", "echo cmake version 3.25.1")
        self.program("id", "echo 0")

    def setup(self, *arguments):
        return self.run_script("setup", "--root", self.root, *arguments)

    def test_nothing_missing_is_silent(self):
        self.program("dpkg-query", ALL_INSTALLED)
        done = self.setup("--tests")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.calls_of("apt-get"), [])
        self.assertEqual(len(self.calls_of("get_benchmark")), 1)

    def test_root_installs_only_what_is_missing(self):
        done = self.setup()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.calls_of("apt-get"), [
            f"-qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends {NOT_INSTALLED}"])

    def test_absent_package_lists_are_fetched_once(self):
        self.program("apt-get", '[[ $* == *update* ]] && touch lists; [[ -e lists ]]')
        done = self.setup()
        self.assertEqual(done.returncode, 0, done.stderr)
        verbs = [call.split()[3] for call in self.calls_of("apt-get")]
        self.assertEqual(verbs, ["install", "update", "install"])

    def test_a_package_that_cannot_be_had(self):
        self.program("apt-get", "echo mirror is down; exit 100")
        done = self.setup()
        self.assertEqual(done.returncode, 2)
        self.assertIn("mirror is down", done.stderr)
        self.assertIn(f"apt-get could not install: {NOT_INSTALLED}", done.stderr)

    def test_what_single_tests_take_is_no_reason_to_stop(self):
        self.program("dpkg-query", 'shift 3; for package; do [[ $package == zsh ]] || echo "installed $package"; done')
        self.program("apt-get", "echo mirror is down; exit 100")
        done = self.setup("--tests")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("could not install zsh: the tests that need them are skipped", done.stdout)
        self.program("apt-get")
        self.assertEqual(self.setup("--tests").returncode, 0)
        self.assertIn("install -y --no-install-recommends zsh", self.calls_of("apt-get")[-1])

    def test_neither_root_nor_sudo(self):
        self.program("id", "echo 1000")
        done = self.setup()
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"missing Debian packages: {NOT_INSTALLED}\n", done.stderr)
        self.assertIn(f"apt-get install -y --no-install-recommends {NOT_INSTALLED}", done.stderr)
        self.assertEqual(self.calls_of("apt-get"), [])

    def test_sudo_that_wants_a_password_is_none(self):
        self.program("id", "echo 1000")
        self.program("sudo", "exit 1")
        self.assertEqual(self.setup().returncode, 2)
        self.assertEqual(self.calls_of("apt-get"), [])

    def test_sudo_without_password(self):
        self.program("id", "echo 1000")
        self.program("sudo", 'shift; exec "$@"')
        done = self.setup()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(NOT_INSTALLED, self.calls_of("apt-get")[0])

    def test_check_installs_nothing(self):
        done = self.setup("--check")
        self.assertEqual(done.returncode, 2)
        self.assertIn(NOT_INSTALLED, done.stderr)
        self.assertEqual(self.calls_of("apt-get") + self.calls_of("get_benchmark"), [])

    def test_ubuntu_is_of_debians_family(self):
        self.machine("etc/os-release", "ID=pop\nID_LIKE=\"ubuntu debian\"\n")
        self.assertEqual(self.setup().returncode, 0)
        self.assertEqual(len(self.calls_of("apt-get")), 1)

    def test_other_distributions_get_their_own_names(self):
        for identity, command in [("ID=fedora", "dnf install cmake ninja-build gcc-c++ git"),
                                  ("ID=rocky\nID_LIKE=\"rhel centos\"", "dnf install"),
                                  ("ID=\"opensuse-leap\"", "zypper install cmake ninja gcc-c++ git"),
                                  ("ID=arch", "your package manager")]:
            self.machine("etc/os-release", identity + "\n")
            if os.path.exists(os.path.join(self.bin, "cmake")):
                os.remove(os.path.join(self.bin, "cmake"))
            done = self.setup()
            self.assertEqual(done.returncode, 2, identity)
            self.assertIn(command, done.stderr)

    def test_another_distribution_with_everything(self):
        self.machine("etc/os-release", "ID=fedora\n")
        for tool in ["ninja", "git"]:
            self.program(tool)
        self.program("g++", "echo /usr/lib/libstdc++.a")
        done = self.setup()
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_another_distribution_without_a_static_library(self):
        self.machine("etc/os-release", "ID=fedora\n")
        for tool in ["ninja", "git"]:
            self.program(tool)
        self.program("g++", "echo libstdc++.a")
        done = self.setup()
        self.assertEqual(done.returncode, 2)
        self.assertIn("dnf install libstdc++-static\n", done.stderr)

    def test_an_old_cmake_is_named(self):
        self.program("dpkg-query", ALL_INSTALLED)
        self.program("cmake", "echo cmake version 3.9.2")
        done = self.setup()
        self.assertEqual(done.returncode, 2)
        self.assertIn("CMake 3.9 is too old: 3.25", done.stderr)

    def test_a_gpu_without_compiler_gets_one(self):
        self.program("dpkg-query", ALL_INSTALLED)
        self.script("get_cuda", "exit 0")  # --needed says yes
        self.assertEqual(self.setup().returncode, 0)
        self.assertEqual(self.calls_of("get_cuda"), [f"--needed --root {self.root}", ""])

    def test_no_gpu_no_compiler_unless_asked(self):
        self.program("dpkg-query", ALL_INSTALLED)
        self.script("get_cuda", "[[ ${1:-} != --needed ]]")
        self.assertEqual(self.setup().returncode, 0)
        self.assertEqual(self.calls_of("get_cuda"), [f"--needed --root {self.root}"])
        self.assertEqual(self.setup("--cuda").returncode, 0)
        self.assertEqual(self.calls_of("get_cuda")[1:], [""])

    def test_wrong_usage(self):
        for arguments, words in [(["--frobnicate"], "unknown option --frobnicate"),
                                 (["--root"], "--root needs a folder")]:
            done = self.run_script("setup", *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)
            self.assertEqual(self.noted_calls(), [])


if __name__ == "__main__":
    unittest.main()
