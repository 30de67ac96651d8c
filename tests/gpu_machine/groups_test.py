"""Do several GPUs work together as they should, and what does a run say where they cannot?

Each row of the tables is a machine, what is run on it, and what must come out: exit code, statuses, words.
"""
# SPDX-License-Identifier: Apache-2.0
import dataclasses
import json
import os
import pathlib
import sys
import time

from fake_machine import SMALL, Machine, main

NCCL, NCCL_OLD = (pathlib.Path(argument).resolve() for argument in sys.argv[5:7])
SYSTEM_NOT_READY = 802
ROOMY = 8 << 30  # what CUDA says it has: sizes are chosen by it, and replaced by --bytes
LINKS = ["--only", "transfer.peer*", "--only", "collective.all_reduce/*"]
REDUCE = ["--only", "collective.all_reduce/*engine=sm*"]
SWITCH = ["--only", "collective.all_reduce/*engine=sm*algorithm=best*", "--only",
          "collective.all_reduce/*algorithm=multimem*"]
LARGE = ["--bytes", "256KiB", "--seed", "1"]  # from where on links, or the switch, carry sums
QUICK = ["--minimum-time", "0.01"]
CHOICE = "8192 Bytes -> Algo RING proto LL channel{Lo..Hi}={0..3}"


@dataclasses.dataclass
class Row:
    """One machine and what its run must say."""
    name: str
    devices: int = 2
    run: list = dataclasses.field(default_factory=lambda: list(REDUCE))
    code: int = 0
    status: str = "ok"                      # of every case of a group
    words: tuple = ()                       # in what is printed and in the reasons together
    nccl: pathlib.Path | None = NCCL
    change: object = None                   # called with each device and its index
    machine: dict = dataclasses.field(default_factory=dict)  # keys of the whole
    faults: dict = dataclasses.field(default_factory=dict)
    size: tuple = tuple(SMALL)


def unreachable(device, index):
    device["cuda"]["unreachable"] = [other for other in range(8) if other != index]


def mixed(device, index):
    if index == 1:
        device["name"], device["cuda"]["multiprocessors"] = "NVIDIA H20", 2


def with_processors(device, _index):
    device["cuda"]["multiprocessors"] = 8  # a rank each


def behind_a_switch(device, _index):
    device["cuda"]["multicast"] = 1


def behind_a_switch_that_fails(device, index):
    behind_a_switch(device, index)
    device["cuda"]["multicast_status"] = SYSTEM_NOT_READY


HANG = {1: [{"kernel": "collective.all_reduce", "launch": 2, "hang": True}]}
DEAD = {1: [{"kernel": "collective.all_reduce", "launch": 2, "lost": True}]}

ROWS = [
    Row("no peer access where the driver names NVLink", change=unreachable, code=3, status="skipped",
        words=("cannot reach the memory of cuda:1", "nvidia-smi topo", "fabric manager")),
    Row("the fabric manager is down", machine={"cuda_status": SYSTEM_NOT_READY}, code=3, status="skipped",
        words=("fabric manager", "nvidia-fabricmanager")),
    Row("NCCL is absent", run=["--only", "collective.all_reduce/*engine=nccl*"], nccl=None, code=3, status="error",
        words=("libnccl.so.2",)),
    Row("NCCL is older than needed", run=["--only", "collective.all_reduce/*engine=nccl*"], nccl=NCCL_OLD, code=3,
        status="error", words=("2.18.5",)),
    Row("a rank that never arrives", faults=HANG, code=3, status="error",
        words=("rank 0 waited in vain for rank 1", "did not arrive: cuda:1")),
    Row("a rank whose device dies", faults=DEAD, code=3, status="error", words=("cuda:1",)),
]


class Groups(Machine):
    def group_machine(self, row):
        def change(device):
            index = self.changed
            self.changed += 1
            if row.change:
                row.change(device, index)

        self.changed = 0
        self.machine("eight_devices", change=change, faults=row.faults, count=row.devices, extra=row.machine,
                     memory_bytes=ROOMY)
        paths = [self.environment["LD_LIBRARY_PATH"].split(os.pathsep)[0]]
        if row.nccl:
            paths.append(str(row.nccl.parent))
        else:
            # Stands before one that the system has: it cannot be opened.
            (self.folder / "absent").mkdir(exist_ok=True)
            (self.folder / "absent/libnccl.so.2").write_text("")
            paths.append(str(self.folder / "absent"))
        self.environment["LD_LIBRARY_PATH"] = os.pathsep.join(paths)
        self.environment["FAKE_NCCL_LOG_LINE"] = CHOICE
        self.devices = [f"cuda:{index}" for index in range(row.devices)]

    def run_row(self, row):
        self.group_machine(row)
        return self.run_document(*row.run, *QUICK, "--device", ",".join(self.devices), code=row.code,
                                 size=row.size)

    def shared(self):
        return [case for case in self.cases() if len(case.get("group", [])) > 1]

    def said(self):
        reasons = [case.get("reason", "") for case in self.cases()]
        return "\n".join([self.result.stdout, self.result.stderr, *reasons])

    def test_every_fault_is_said(self):
        for row in ROWS:
            with self.subTest(row.name):
                begun = time.monotonic()
                self.run_row(row)
                self.assert_all(self.shared(), row.status)
                for word in row.words:
                    self.assertIn(word, self.said(), row.name)
                # Half a minute of each of two processes.
                self.assertLess(time.monotonic() - begun, 90, "it took too long to notice")

    def test_a_rank_that_never_arrives_is_in_the_document(self):
        self.run_row(Row("hang", faults=HANG, code=3))
        first = self.shared()[0]
        self.assertEqual(first["hang"]["missing"], [1])
        self.assertEqual(first["hang"]["missing_names"], ["cuda:1"])
        self.assertEqual(first["hang"]["rank"], 0)
        self.assertIn("expected", first["hang"])
        self.assertIn("seen", first["hang"])
        self.assertIn("hung: rank 1 (cuda:1) did not arrive", " ".join(self.result.stdout.split()))

    def test_several_devices_are_exact_and_compared(self):
        for devices in (2, 4):
            with self.subTest(devices=devices):
                self.run_row(Row("healthy", devices=devices, run=LINKS))
                self.assert_all(self.shared(), "ok")
                for case in self.shared():
                    self.assertTrue(case["check"]["before"] and case["check"]["after"], case["name"])
                self.assert_matrix(devices)
                self.assert_reference(devices)

    def assert_matrix(self, devices):
        matrices = [one for one in self.document["peer_matrices"] if one["kernel"] == "transfer.peer"]
        self.assertTrue(matrices)
        for matrix in matrices:
            self.assertEqual(matrix["devices"], self.devices)
            for row, values in enumerate(matrix["values"]):
                self.assertEqual([column for column in range(devices) if values[column] is None], [row])
            self.assertEqual([one["active"] for one in matrix["links"]], [18] * devices)
        self.assertIn("transfer.peer", self.result.stdout)
        self.assertIn("ceiling", self.result.stdout)

    def assert_reference(self, devices):
        ours = [case for case in self.cases(kernel="collective.all_reduce")
                if case["parameters"]["engine"] == "sm"]
        self.assertTrue(ours)
        for case in ours:
            self.assertEqual(len(case["ranks"]), devices)
            reference = case["reference"]
            self.assertNotIn("unavailable", reference, reference)
            self.assertEqual(reference["version"], "2.28.3")
            self.assertTrue(reference["right"])
            ways = [one["algorithm"] for one in (reference["default"], reference["best"], *reference.get("others", []))]
            self.assertTrue(any("algorithm=RING protocol=LL channels=4" in way for way in ways), ways)
            self.assertTrue(any(way.startswith("symmetric") for way in ways), ways)
            self.assertGreater(reference["default"]["ratio"]["median"], 0)
        theirs = [case for case in self.cases(kernel="collective.all_reduce")
                  if case["parameters"]["engine"] == "nccl"]
        self.assertTrue(theirs)
        for case in theirs:
            self.assertEqual(case["library"]["version"], "2.28.3")
            self.assertEqual((case["library"]["algorithm"], case["library"]["protocol"]), ("RING", "LL"))
        self.assertIn("RING/LL", self.result.stdout)

    def ways(self):
        """What each algorithm came to."""
        return {case["parameters"]["algorithm"]: case["instruction"] for case in self.shared()}

    def test_the_switch_adds_up_where_there_is_one(self):
        for devices in (2, 4):
            with self.subTest(devices=devices):
                self.run_row(Row("switch", devices=devices, change=behind_a_switch, run=SWITCH, size=LARGE))
                self.assert_all(self.shared(), "ok")
                self.assertEqual(self.ways(), {"best": "multimem", "multimem": "multimem.ld_reduce multimem.st"})
                for case in self.shared():
                    self.assertTrue(case["check"]["before"] and case["check"]["after"], case["name"])
                self.assertTrue(all(device["multicast"] for device in self.document["devices"]
                                    if device["kind"] == "gpu"))

    def test_without_a_switch_it_is_not_planned(self):
        self.run_row(Row("no switch", run=SWITCH[:2], size=LARGE))
        self.assertEqual(self.ways(), {"best": "two_shot"})

    def test_a_switch_that_refuses_is_said_and_best_does_without(self):
        self.run_row(Row("refuses", change=behind_a_switch_that_fails, run=SWITCH, size=LARGE, code=3))
        statuses = {case["parameters"]["algorithm"]: case["status"] for case in self.shared()}
        self.assertEqual(statuses, {"best": "ok", "multimem": "error"})
        self.assertEqual(self.ways()["best"], "two_shot")
        self.assertIn("making a multicast object", self.said())
        self.assertIn("nvidia-fabricmanager", self.said())

    def test_a_rank_that_never_arrives_at_the_switch_is_named(self):
        begun = time.monotonic()
        self.run_row(Row("hang", change=behind_a_switch, run=SWITCH, size=LARGE, faults=HANG, code=3))
        self.assertEqual(self.shared()[0]["hang"]["missing_names"], ["cuda:1"])
        self.assertLess(time.monotonic() - begun, 60, "something waited for what is mapped")

    def test_memory_that_is_mapped_is_given_back(self):
        # Room for one case at a time: the second would find none, were the first's not given back.
        def small(device, index):
            behind_a_switch(device, index)
            device["cuda"]["allocatable_bytes"] = 180 << 20

        self.run_row(Row("small", change=small, nccl=None, run=SWITCH, size=("--bytes", "256KiB..1MiB")))
        self.assert_all(self.shared(), "ok")

    def test_one_visible_device_leaves_out_what_takes_two(self):
        # Ranks that share it really run in tests/collectives: here eight of them would be one thread.
        self.group_machine(Row("one", devices=1, change=with_processors))
        self.assay("run", "--only", "collective.*", *SMALL, "--dry-run", "--json")
        self.assertEqual(self.result.returncode, 0, self.result.stderr)
        plan = json.loads(self.result.stdout)
        self.assertEqual({case["name"].split("/")[0] for case in plan["cases"]},
                         {"collective.all_reduce_colocated"})
        self.assertEqual({(left["kernel"], left["reason"]) for left in plan["left_out"]},
                         {("collective.all_reduce", "cuda:0 is the only GPU, and it takes at least two")})

    def test_one_visible_device_asked_for_links_alone_says_why_not(self):
        self.group_machine(Row("one", devices=1))
        self.run_document(*REDUCE, *QUICK, code=3)
        self.assert_all(self.cases(), "skipped")
        self.assertIn("takes at least two", self.said())

    def test_parts_that_differ_are_measured_and_stand_for_neither(self):
        self.run_row(Row("mixed", change=mixed))
        self.assert_all(self.shared(), "ok")
        self.assay("verdict", "result.json", "--format", "json")
        self.assertEqual(self.result.returncode, 3, self.result.stderr)
        self.assertIn("are different parts", self.result.stdout)

    def test_without_nccl_ours_stands_alone_and_says_so(self):
        self.run_row(Row("alone", nccl=None))
        self.assert_all(self.shared(), "ok")
        for case in self.shared():
            self.assertIn("libnccl.so.2", case["reference"]["unavailable"])
        self.assertIn("NCCL: nothing to compare with", " ".join(self.result.stdout.split()))


if __name__ == "__main__":
    main()
