"""What is left of a run when a GPU fails in the middle of it? Everything but the case that failed."""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import json
import pathlib
import subprocess
import time

from fake_machine import (BINARY, ECC_UNCORRECTABLE, ILLEGAL_ADDRESS, LAUNCH_FAILURE, LAUNCH_OUT_OF_RESOURCES, SMALL,
                          Machine, main)

# The kernels of these cases run in this order.
STREAMS = ["--only", "memory.read*fp64*", "--only", "memory.write*fp64*", "--only", "memory.copy*fp64*"]


class Faults(Machine):
    def run_with(self, *faults, code=3, **keywords):
        self.uuid, = self.machine(faults={0: list(faults)}, **keywords)
        return self.run_document(*STREAMS, code=code)

    def reason_of(self, kernel, status="error"):
        self.assert_all(self.cases(kernel=kernel), status)
        reason = self.cases(kernel=kernel)[0]["reason"]
        self.assertNotIn("\n", reason)
        return reason

    def test_nothing_goes_wrong_by_itself(self):
        self.run_with(code=0)
        self.assert_all(self.cases(), "ok")
        self.assertEqual(len({case["kernel"] for case in self.cases()}), 3)

    def test_a_refused_launch_ends_its_case_alone(self):
        self.run_with({"kernel": "memory.write", "launch": 2, "refused": LAUNCH_OUT_OF_RESOURCES})
        reason = self.reason_of("memory.write")
        self.assertIn("too many resources requested for launch", reason)
        self.assertIn(self.uuid, reason)
        self.assert_all(self.cases(kernel="memory.read"), "ok")
        self.assert_all(self.cases(kernel="memory.copy"), "ok")

    def assert_lost(self, *words):
        """One case says what happened, those before it stand, and those after it are measured in a fresh process."""
        reason = self.reason_of("memory.write")
        for word in (self.uuid, *words):
            self.assertIn(word, reason)
        self.assert_all(self.cases(kernel="memory.read"), "ok")
        self.assertTrue(all(case["samples"]["values"] for case in self.cases(kernel="memory.read")))
        self.assert_all(self.cases(kernel="memory.copy"), "ok")

    def test_a_device_that_is_lost_again_and_again(self):
        faults = [{"kernel": kernel, "launch": 1, "lost": True} for kernel in ("memory.read", "memory.write")]
        self.run_with(*faults)
        self.reason_of("memory.read")
        reason = next(case["reason"] for case in self.cases(kernel="memory.copy"))
        self.assert_all(self.cases(kernel="memory.copy"), "skipped")
        for word in ("not tried: two processes of cuda:0 were lost", self.uuid, "lost in case"):
            self.assertIn(word, reason)

    def test_a_launch_failure(self):
        self.run_with({"kernel": "memory.write", "launch": 2, "error": LAUNCH_FAILURE})
        self.assert_lost("unspecified launch failure")

    def test_an_illegal_address(self):
        self.run_with({"kernel": "memory.write", "launch": 1, "error": ILLEGAL_ADDRESS})
        self.assert_lost("an illegal memory access was encountered")

    def test_an_uncorrectable_memory_error(self):
        self.run_with({"kernel": "memory.write", "launch": 3, "error": ECC_UNCORRECTABLE})
        self.assert_lost("uncorrectable ECC error encountered")

    def test_a_lost_device(self):
        self.run_with({"kernel": "memory.write", "launch": 2, "lost": True})
        self.assert_lost()

    def test_a_kernel_that_does_not_end(self):
        self.run_with({"kernel": "memory.write", "launch": 2, "hang": True})
        self.assert_lost("deadline")

    def test_a_wrong_answer(self):
        self.run_with({"kernel": "memory.write", "launch": 2, "wrong": True}, code=4)
        reason = self.reason_of("memory.write", status="wrong")
        self.assertTrue(reason)
        self.assert_all(self.cases(kernel="memory.copy"), "ok")

    def test_memory_that_somebody_else_took_meanwhile(self):
        self.uuid, = self.machine(allocatable_bytes=400 << 10)
        self.run_document(*STREAMS, code=3)
        for case in self.cases():
            if case["status"] == "ok":
                continue
            self.assertEqual(case["status"], "error", case)
            for word in ("out of memory", self.uuid, "--bytes"):
                self.assertIn(word, case["reason"])
        self.assertIn("error", {case["status"] for case in self.cases()})

    def test_one_of_eight_fails_and_seven_go_on(self):
        uuids = self.machine("eight_devices", faults={3: [{"kernel": "memory.write", "launch": 2, "lost": True}]})
        self.run_document(*STREAMS[:4], code=3)
        for index in (0, 1, 2, 4, 5, 6, 7):
            self.assert_all(self.cases(f"cuda:{index}"), "ok")
        self.assert_all(self.cases("cuda:3", "memory.read"), "ok")
        self.assert_all(self.cases("cuda:3", "memory.write"), "error")
        self.assertIn(uuids[3], self.cases("cuda:3", "memory.write")[0]["reason"])

    def test_the_quick_level_measures_gpus_at_the_same_time(self):
        self.machine("eight_devices", count=2)
        for arguments, parallel in (([], True), (["--alone"], None), (["--device", "cuda:0"], None),
                                    (["--level", "standard"], None), (["--level", "standard", "--parallel"], True)):
            with self.subTest(arguments=arguments):
                cases = ["--only", "memory.read*fp64*cold*", *arguments]
                self.assertEqual(self.assay("run", *cases, *SMALL, "--dry-run", "--json").returncode, 0)
                plan = json.loads(self.result.stdout)
                self.assertEqual(plan["parallel"], bool(parallel))
                whole = sum(case["estimate_s"] for case in plan["cases"])
                self.assertAlmostEqual(plan["estimate_s"], whole / 2 if parallel else whole)
                if "--level" not in arguments:
                    document = self.run_document(*cases, code=0)
                    self.assertEqual(document["run"].get("parallel"), parallel)

    def test_a_run_that_goes_on_hashes_what_it_opened_again(self):
        self.machine()
        document = self.run_document(*STREAMS, code=0)
        library, = [library for library in document["libraries"] if library["path"].endswith("libnvidia-ml.so.1")]
        self.assertEqual(library["sha256"], hashlib.sha256(pathlib.Path(library["path"]).read_bytes()).hexdigest())
        rest = document["cases"][-1]
        for key in ("samples", "statistics", "stopping", "warm_up_s", "elapsed_s", "check"):
            rest.pop(key, None)
        rest.update(status="skipped", reason="not reached", telemetry={})
        document["run"].update(complete=False, interrupted_by="SIGINT")
        before, library["sha256"] = library["sha256"], "0" * 64
        (self.folder / "part.json").write_text(json.dumps(document))
        again = self.run_document(*STREAMS, "--resume", "part.json", code=0)
        self.assertEqual([one["sha256"] for one in again["libraries"] if one["path"] == library["path"]], [before])

    def test_what_is_finished_outlives_a_process_that_is_killed(self):
        self.machine()
        path = self.folder / "result.json"
        command = [str(BINARY), "run", "--lock-folder", self.locks, *STREAMS, *SMALL, "-o", str(path)]
        with subprocess.Popen(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and not (path.exists() and '"ok"' in path.read_text()):
                time.sleep(0.01)
            process.kill()
        self.document = self.read_valid("result.json")
        self.assert_all(self.cases(kernel="memory.read"), "ok")
        self.assert_all(self.cases(kernel="memory.copy"), "skipped")
        self.assertFalse(self.document["run"]["complete"])

    def test_a_device_that_is_lost_for_nvml_alone(self):
        def lose(device):
            device["lost_at_s"] = 0.2

        self.uuid, = self.machine("lost_mid_run", change=lose)
        self.run_document(*STREAMS)
        self.assert_all(self.cases(), "ok")
        self.assertIn("lost", self.cases()[-1]["telemetry"]["unavailable"])


if __name__ == "__main__":
    main()
