#!/usr/bin/env python3
"""Does assay archive take in what is whole, lose nothing, and say what it does? archive_test.py BINARY SCHEMAS"""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import io
import json
import subprocess
import unittest

import archive_documents
import binary
from archive_documents import DOCUMENTS, run_id


class Archive(archive_documents.Archive):
    # What comes in

    def test_a_folder_is_added_once_however_often_it_is_given(self):
        for number in range(1, 4):
            self.write(f"{number}.json", number, host=f"node{number}")
        self.assertEqual(self.add(), "3 added, 0 already there, 0 skipped\n")
        self.assertEqual(self.add(), "0 added, 3 already there, 0 skipped\n")
        self.write("4.json", 4, day=2)
        self.assertEqual(self.json_of("add", self.documents)["added"], 1)
        self.assertEqual(self.listed(), [run_id(number) for number in (1, 2, 3, 4)])

    def test_a_corrupt_document_is_named_and_skipped(self):
        for number in range(1, 30):
            self.write(f"{number:02}.json", number)
        (self.documents / "07b.json").write_text("{\"tool\": 1")
        result = self.assay("archive", "add", "fleet.db", "documents", "--format", "json")
        self.assertEqual(result.returncode, 3)
        self.assertRegex(result.stderr.decode(), r"\Aassay: [^\n]*documents/07b.json[^\n]+\n\Z")
        made = json.loads(result.stdout)
        self.assertEqual((made["added"], len(made["skipped"])), (29, 1))
        self.assertEqual(made["skipped"][0]["file"], "documents/07b.json")

    def test_where_no_document_is_one_nothing_is_added(self):
        (self.documents / "a.json").write_text("{}")
        result = self.assay("archive", "add", "fleet.db", "documents/a.json", "documents/b.json")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stdout, b"0 added, 0 already there, 2 skipped\n")
        self.assertEqual(self.listed(), [])

    def test_a_changed_document_of_the_same_run_is_refused_and_named(self):
        self.write("1.json", 1)
        self.add()
        text = (self.documents / "1.json").read_text()
        (self.documents / "2.json").write_text(text + "\n")
        result = self.assay("archive", "add", "fleet.db", "documents")
        self.assertEqual(result.returncode, 3)
        self.assertIn("documents/2.json was not added: the archive holds another document of the same run",
                      result.stderr.decode())
        self.archive("export", "-o", "out")
        self.assertEqual((self.folder / "out" / f"{run_id(1)}.json").read_text(), text)

    def test_a_resumed_run_replaces_what_it_was(self):
        skipped = {"complete": False, "interrupted_by": "SIGINT"}
        first = self.write("1.json", 1, **skipped)
        self.add()
        self.write("1.json", 1, resumed_at=["2026-03-01T02:00:30Z"])
        self.assertEqual(self.add(), "0 added, 0 already there, 1 replaced by how they went on, 0 skipped\n")
        (self.documents / "1.json").write_text(first)
        self.assertEqual(self.add(), "0 added, 0 already there, 1 of runs whose later document is there, 0 skipped\n")
        self.assertTrue(self.json_of("list")["runs"][0]["complete"])

    def test_a_clock_ahead_is_named_and_the_run_kept(self):
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=5)
        moment = later.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.write("1.json", 1, host="node7", started_at=moment, finished_at=moment)
        result = self.assay("archive", "add", "fleet.db", "documents")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stderr.decode(), r"host node7 says that it started at \S+, which is (299|300) minutes")
        self.assertEqual(self.listed(), [run_id(1)])

    def test_several_add_at_once(self):
        for number in range(1, 81):
            self.write(f"{number}.json", number, host=f"node{number % 10}")
        parts = [[f"documents/{number}.json" for number in range(first, 81, 4)] + ["documents/1.json"]
                 for first in range(1, 5)]
        jobs = [subprocess.Popen([binary.BINARY, "archive", "add", "fleet.db", *part], cwd=self.folder,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE) for part in parts]
        for job in jobs:
            _, errors = job.communicate(timeout=60)
            self.assertEqual((job.returncode, errors), (0, b""))
        self.assertEqual(len(self.listed()), 80)
        self.assertEqual(sorted(self.files()), self.files())
        self.assertEqual([name for name in self.files() if name.startswith("fleet")], ["fleet.db"])

    def test_what_is_killed_in_the_middle_is_completed_by_a_second_call(self):
        for number in range(1, 400):
            self.write(f"{number}.json", number)
        job = subprocess.Popen([binary.BINARY, "archive", "add", "fleet.db", "documents"], cwd=self.folder,
                               stdout=subprocess.DEVNULL)
        for _ in range(20000):
            if (self.folder / "fleet.db-wal").exists() or job.poll() is not None:
                break
        job.kill()
        job.wait()
        self.json_of("add", self.documents)
        self.assertEqual(len(self.listed()), 399)

    # What goes out

    def test_filters(self):
        self.write("1.json", 1, day=1)
        self.write("2.json", 2, day=2, host="node2", gpu="GPU-B")
        self.write("3.json", 3, day=3, simulated=True)
        self.add()
        self.assertEqual(self.listed("--host", "node2", "--host", "node9"), [run_id(2)])
        self.assertEqual(self.listed("--since", "2026-03-02"), [run_id(2), run_id(3)])
        self.assertEqual(self.listed("--until", "2026-03-02T02:00:00Z"), [run_id(1)])
        self.assertEqual(self.listed("--device", "GPU-B"), [run_id(2)])
        text = self.archive("list")
        self.assertRegex(text, r"2026-03-03T02:00:00Z  node1  quick  complete  SIMULATED  00000000\n")
        self.assertRegex(text, r"2026-03-02T02:00:00Z  node2  quick  complete  measured   00000000\n")
        rows = list(csv.DictReader(io.StringIO(self.archive("list", "--format", "csv"))))
        self.assertEqual([row["simulated"] for row in rows], ["", "", "h100-sxm"])
        self.assertEqual({row["complete"] for row in rows}, {"true"})
        self.assert_refused(["archive", "list", "fleet.db", "--since", "yesterday"], 2, "--since yesterday: no date")

    def test_documents_come_out_bit_for_bit(self):
        texts = {run_id(number): self.write(f"{number}.json", number) for number in (1, 2)}
        self.add()
        self.assertEqual(self.archive("export", "-o", "out"), "2 documents written to out\n")
        for name, text in texts.items():
            self.assertEqual((self.folder / "out" / f"{name}.json").read_text(), text)
        self.assert_refused(["archive", "export", "fleet.db"], 2, "give the folder for the documents with -o")

    def test_the_table_has_one_type_a_column(self):
        self.write("1.json", 1)
        self.write("2.json", 2, day=2, host="=node,2", simulated=True)
        self.add()
        text = self.archive("export", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(text)))
        kernels = {case["kernel"] for case in DOCUMENTS.first["cases"] if case["status"] == "ok"}
        self.assertEqual({row["metric"].split("/")[0] for row in rows}, kernels)
        for row in rows:
            self.assertEqual(None in row or None in row.values(), False)
            self.assertRegex(row["started_at"], r"^2026-03-0[12]T02:00:00Z$")
            for column in ("value", "low", "high"):
                float(row[column])
            for column in ("clock_hz", "temperature_c", "power_w", "power_limit_w"):
                self.assertTrue(row[column] == "" or float(row[column]) > 0)
            self.assertIn(row["complete"], ("true", "false"))
        self.assertEqual({row["simulated"] for row in rows}, {"", "h100-sxm"})
        self.archive("export", "--format", "csv", "-o", "t.csv")
        self.assertEqual((self.folder / "t.csv").read_text(), text)

    def test_prune_says_how_many_before_and_after(self):
        for number in range(1, 6):
            self.write(f"{number}.json", number, day=number)
        self.add()
        dry = self.archive("prune", "--before", "2026-03-03", "--dry-run")
        self.assertRegex(dry, r"\A2 of 5 runs would be deleted, with [\d.]+KiB of documents: they started before "
                              r"2026-03-03T00:00:00Z\n\Z")
        self.assertEqual(len(self.listed()), 5)
        made = self.json_of("prune", "--before", "2026-03-03")
        self.assertEqual((made["runs"], made["of"], made["dry_run"]), (2, 5, False))
        self.assertEqual(self.listed(), [run_id(number) for number in (3, 4, 5)])
        self.assertEqual(self.json_of("prune", "--keep", "100000")["runs"], 0)
        self.assert_refused(["archive", "prune", "fleet.db"], 2, "give either --before DATE or --keep NIGHTS")
        self.assert_refused(["archive", "prune", "fleet.db", "--keep", "0"], 2, "--keep 0")

    def test_keep_counts_nights_back_from_now(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        for number, days in ((1, 5), (2, 1), (3, -2)):
            moment = (now - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.write(f"{number}.json", number, started_at=moment, finished_at=moment)
        self.assay("archive", "add", "fleet.db", "documents")
        self.assertEqual(self.json_of("prune", "--keep", "3")["runs"], 1)
        self.assertEqual(self.listed(), [run_id(2), run_id(3)])

    def test_a_verb_is_wanted(self):
        self.assert_refused(["archive"], 2, "Give one of add, list, prune, export; see 'assay archive --help'")
        self.assert_refused(["archive", "drop"], 2, "assay archive --help")
        self.assert_refused(["archive", "add", "fleet.db"], 2, "see 'assay archive add --help'")


if __name__ == "__main__":
    unittest.main(argv=["archive_test.py"])
