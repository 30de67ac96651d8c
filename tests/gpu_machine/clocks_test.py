"""Are the clocks of the GPUs locked while a run measures, and restored however it ends?

What NVML was told is in a journal of its replacement (tests/nvml).
"""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import signal
import subprocess
import time

from fake_machine import BINARY, SECONDS_AT_MOST, SMALL, Machine, main

LOCK, RESET = "nvmlDeviceSetGpuLockedClocks", "nvmlDeviceResetGpuLockedClocks"
NO_PERMISSION, GPU_IS_LOST = 4, 15
READ = ["--only", "memory.read*fp64*"]
AT_1410 = [*READ, "--lock-clocks", "1410"]
LONG = [*AT_1410, "--minimum-time", "60"]


class Clocks(Machine):
    def setUp(self):
        super().setUp()
        self.journal_file = self.folder / "journal"
        self.environment["FAKE_NVML_JOURNAL"] = str(self.journal_file)

    def journal(self):
        """What was done, in order: "lock UUID 1410 1410", "reset UUID"; and by which processes."""
        text = self.journal_file.read_text() if self.journal_file.exists() else ""
        lines = [line.rpartition(" ") for line in text.splitlines()]
        return [line[0] for line in lines], {int(line[2]) for line in lines}

    def done(self):
        return self.journal()[0]

    def await_done(self, count):
        until = time.monotonic() + SECONDS_AT_MOST
        while len(self.done()) < count and time.monotonic() < until:
            time.sleep(0.01)

    def start(self, *arguments):
        """A run that is in its first case, in a process group of its own, as a shell starts it."""
        process = subprocess.Popen(
            [str(BINARY), "run", "--no-confirm", "--lock-folder", self.locks, *arguments, *SMALL, "-o", "result.json"],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if line.startswith("case 1 of"):
                return process
        self.fail("case 1 never began")

    def guardian(self):
        pid, = self.journal()[1]
        return pid

    def refusing(self, errors, index=0):
        """On a machine of two GPUs, one of which answers these calls with errors."""
        def change(device):
            if self.seen == index:
                device["errors"] = errors
            self.seen += 1

        self.seen = 0
        return self.machine("eight_devices", count=2, change=change)

    def test_locked_before_the_first_case_and_restored_after_the_last(self):
        first, second = self.machine("eight_devices", count=2)
        document = self.run_document(*AT_1410, "--device", "cuda:0,cuda:1", "--log-file", "log")
        self.assert_all(self.cases(), "ok")
        self.assertEqual(self.done(), [f"lock {first} 1410 1410", f"lock {second} 1410 1410", f"reset {first}",
                                       f"reset {second}"])
        self.assertEqual(len(self.journal()[1]), 1, "one process does all of it")
        self.assertIn("--lock-clocks", document["run"]["arguments"])
        self.assertIn("SM clocks are locked until the run ends: cuda:0 1410 MHz, cuda:1 1410 MHz", self.result.stderr)
        events = [json.loads(line)["event"] for line in (self.folder / "log").read_text().splitlines()]
        for earlier, later in (("clocks_locked", "run_started"), ("run_finished", "clocks_restored")):
            self.assertLess(events.index(earlier), events.index(later), events)

    def test_only_what_is_measured_is_locked(self):
        _, second = self.machine("eight_devices", count=2)
        self.run_document(*AT_1410, "--device", "cuda:1")
        self.assertEqual(self.done(), [f"lock {second} 1410 1410", f"reset {second}"])

    def test_nothing_is_changed_unless_asked_for(self):
        self.machine()
        self.run_document(*READ)
        self.assert_nothing_was_locked("run", *AT_1410, "--dry-run", code=0)

    def test_without_a_number_it_is_the_default_clock(self):
        def old(device):
            device["maximum_clock_mhz"]["sm"] = 1755
            del device["default_application_clock_mhz"]

        for change, mhz in ((None, 1980), (old, 1755)):
            with self.subTest(mhz=mhz):
                self.journal_file.unlink(missing_ok=True)
                uuid, = self.machine(change=change)
                self.run_document("--lock-clocks", *READ)
                self.assertEqual(self.done(), [f"lock {uuid} {mhz} {mhz}", f"reset {uuid}"])

    def test_restored_after_an_interrupt(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number=number):
                self.journal_file.unlink(missing_ok=True)
                uuid, = self.machine()
                process = self.start(*LONG)
                self.assertEqual(self.done(), [f"lock {uuid} 1410 1410"])
                # As a terminal does it, which does not reach the guardian; nor does that mind.
                os.kill(self.guardian(), number)
                os.killpg(process.pid, number)
                process.communicate(timeout=SECONDS_AT_MOST)
                self.assertEqual(process.returncode, 3)
                self.assertEqual(self.done(), [f"lock {uuid} 1410 1410", f"reset {uuid}"])
                self.assertEqual(self.read_valid("result.json")["run"]["interrupted_by"], signal.Signals(number).name)

    def test_a_second_interrupt_ends_the_run_at_once_and_they_are_restored(self):
        uuid, = self.machine()
        process = self.start(*LONG)
        process.send_signal(signal.SIGSTOP)  # so that both are there when it goes on
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=SECONDS_AT_MOST)
        self.await_done(2)
        self.assertEqual(self.done(), [f"lock {uuid} 1410 1410", f"reset {uuid}"])

    def test_restored_after_the_supervisor_was_killed(self):
        first, second = self.machine("eight_devices", count=2)
        process = self.start(*LONG, "--device", "cuda:0,cuda:1")
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            os.kill(self.guardian(), number)
        process.kill()
        process.wait()
        self.await_done(4)
        self.assertEqual(self.done(), [f"lock {first} 1410 1410", f"lock {second} 1410 1410", f"reset {first}",
                                       f"reset {second}"])

    def test_restored_after_an_error(self):
        uuid, = self.machine()
        # Nobody may create files there, root included.
        self.assay("run", *AT_1410, *SMALL, "-o", "/sys/result.json")
        self.assertEqual(self.result.returncode, 2, self.result.stderr)
        self.assertEqual(self.done(), [f"lock {uuid} 1410 1410", f"reset {uuid}"])

    def assert_nothing_was_locked(self, *arguments, code, words=()):
        self.assay(*arguments, *SMALL)
        self.assertEqual(self.result.returncode, code, self.result.stderr)
        for word in words:
            self.assertIn(word, self.result.stderr)
        self.assertEqual(self.done(), [])

    def test_without_permission_nothing_is_measured(self):
        first, second = self.refusing({LOCK: NO_PERMISSION}, index=1)
        self.assay("run", *AT_1410, *SMALL, "-o", "result.json")
        self.assertEqual((self.result.returncode, self.result.stdout), (3, ""))
        self.assertRegex(self.result.stderr, r"\Aassay: [^\n]+\n\Z")
        for word in ("--lock-clocks", "cuda:1", second, "1410 MHz", "no permission", "as root", "nvidia-smi -lgc"):
            self.assertIn(word, self.result.stderr)
        self.assertFalse((self.folder / "result.json").exists())
        self.assertEqual(self.done(), [f"lock {first} 1410 1410", f"reset {first}"],
                         "and whoever locked the other one keeps that")

    def test_a_clock_that_the_gpu_does_not_have(self):
        self.machine()
        self.assert_nothing_was_locked("run", *READ, "--lock-clocks", "9999", code=3,
                                       words=("9999 MHz", "an argument is not valid", "SUPPORTED_CLOCKS"))

    def test_a_library_that_cannot_do_it(self):
        self.machine(extra={"missing_functions": [LOCK]})
        self.assert_nothing_was_locked("run", *AT_1410, code=3, words=("no such function", "drop --lock-clocks"))

    def test_what_is_no_clock_is_refused(self):
        self.machine()
        for text in ("0", "fast", "1410.5", "1410000000"):
            with self.subTest(text=text):
                self.assert_nothing_was_locked("run", *READ, "--lock-clocks", text, code=2,
                                               words=(f"--lock-clocks {text}", "1410"))

    def test_a_run_of_the_cpu_alone_has_nothing_to_lock(self):
        self.machine()
        self.assert_nothing_was_locked("run", "--device", "cpu", *AT_1410, code=2,
                                       words=("--lock-clocks", "no GPU is measured"))

    def test_a_clock_that_stays_locked_is_said(self):
        first, second = self.refusing({RESET: GPU_IS_LOST})
        self.run_document(*AT_1410)
        for word in (f"the clock of cuda:0 ({first}) stays locked", "the GPU is lost", "nvidia-smi -rgc"):
            self.assertIn(word, self.result.stderr)
        self.assertEqual(self.done()[-1], f"reset {second}")

    def test_a_driver_that_hangs_while_it_restores_is_said(self):
        def hang(device):
            device["hang"] = {"function": RESET, "at_s": 0}

        self.machine(change=hang)
        self.run_document(*AT_1410)
        self.assertRegex(self.result.stderr,
                         r"clocks may still be locked: process \d+, which restores them, did not answer within 5 s")

    def test_a_guardian_that_was_killed_is_said(self):
        self.machine()
        process = self.start(*AT_1410, "--minimum-time", "2")
        os.kill(self.guardian(), signal.SIGKILL)
        _, errors = process.communicate(timeout=SECONDS_AT_MOST)
        self.assertEqual(process.returncode, 0, errors)
        for word in ("may still be locked", "was killed by SIGKILL", "nvidia-smi -rgc"):
            self.assertIn(word, errors)


if __name__ == "__main__":
    main()
