#!/usr/bin/env python3
"""Is nothing lost where the archive cannot be written or read, and can others read it?
archive_errors_test.py BINARY SCHEMAS"""
# SPDX-License-Identifier: Apache-2.0
import os
import resource
import shutil
import sqlite3
import subprocess
import unittest

import archive_documents
import binary
from archive_documents import DOCUMENTS, run_id

NOBODY = 65534


class Errors(archive_documents.Archive):
    def changed(self, *statements):
        with sqlite3.connect(self.folder / "fleet.db") as database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def refused_by_all(self, code, *words):
        for verb, rest in (("add", ["documents"]), ("list", []), ("prune", ["--before", "2026-01-01"]),
                           ("export", ["-o", "out"])):
            self.assert_refused(["archive", verb, "fleet.db", *rest], code, *words)

    def test_no_such_archive(self):
        for verb, rest in (("list", []), ("prune", ["--keep", "3"]), ("export", ["-o", "out"])):
            self.assert_refused(["archive", verb, "fleet.db", *rest], 2, "there is no such archive")
        self.write("1.json", 1)
        self.assert_refused(["archive", "add", "nowhere/fleet.db", "documents"], 2, "its folder must exist")

    def test_another_file(self):
        self.write("1.json", 1)
        shutil.copy(self.documents / "1.json", self.folder / "fleet.db")
        self.refused_by_all(2, "fleet.db is no archive")

    def test_a_database_of_another_program(self):
        self.write("1.json", 1)
        self.changed("CREATE TABLE bookmarks(url)")
        self.refused_by_all(2, "database of another program")

    def test_an_archive_of_a_newer_version(self):
        self.write("1.json", 1)
        self.add()
        self.changed("PRAGMA user_version = 7")
        self.refused_by_all(2, "newer assay (version 7")

    def test_a_damaged_archive(self):
        for number in range(1, 20):
            self.write(f"{number}.json", number)
        self.add()
        with open(self.folder / "fleet.db", "r+b") as file:
            file.seek(4096)
            file.write(b"\x55" * 65536)
        self.assert_refused(["archive", "list", "fleet.db"], 2, "fleet.db is damaged", "restore it from a backup")

    def test_a_full_disk_loses_nothing_that_was_there(self):
        self.write("1.json", 1)
        self.add()
        for number in range(2, 200):
            self.write(f"{number}.json", number)
        limit = (self.folder / "fleet.db").stat().st_size + 100_000
        result = self.assay("archive", "add", "fleet.db", "documents",
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual((result.returncode, result.stdout), (3, b""))
        self.assertRegex(result.stderr.decode(), r"\Aassay: fleet.db cannot grow: its disk[^\n]+repeat the call\n\Z")
        self.assertIn(run_id(1), self.listed())
        self.assertEqual(self.json_of("add", self.documents)["skipped"], [])
        self.assertEqual(len(self.listed()), 199)

    def test_a_folder_that_cannot_be_written_can_be_read(self):
        self.write("1.json", 1)
        self.add()
        self.folder.chmod(0o555)
        self.addCleanup(self.folder.chmod, 0o755)
        user = {"user": NOBODY} if os.geteuid() == 0 else {}
        program = self.assay("--version", **user)
        if program.returncode != 0:
            self.skipTest("the program lies where another user cannot run it")
        listed = self.assay("archive", "list", "fleet.db", **user)
        self.assertEqual((listed.returncode, listed.stderr), (0, b""))
        self.assertIn(b"2026-03-01T02:00:00Z  node1", listed.stdout)
        self.folder.chmod(0o755)
        self.write("2.json", 2)
        self.folder.chmod(0o555)
        added = self.assay("archive", "add", "fleet.db", "documents", **user)
        self.assertEqual((added.returncode, added.stdout), (2, b""))
        self.assertIn(b"file and folder must be writable", added.stderr)

    def sql(self, question):
        done = subprocess.run(["sqlite3", "-header", "-csv", "fleet.db", question], cwd=self.folder,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.splitlines()

    @unittest.skipUnless(shutil.which("sqlite3"), "sqlite3 is not installed; scripts/setup --tests installs it")
    def test_plain_sqlite_reads_the_views(self):
        self.write("1.json", 1)
        self.write("2.json", 2, host="node2", day=2)
        self.write("3.json", 3, day=3, simulated=True)
        self.add()
        self.assertEqual(self.sql("SELECT run, host, started_at, complete, simulated FROM runs ORDER BY run"),
                         ["run,host,started_at,complete,simulated", f"{run_id(1)},node1,2026-03-01T02:00:00Z,1,",
                          f"{run_id(2)},node2,2026-03-02T02:00:00Z,1,",
                          f"{run_id(3)},node1,2026-03-03T02:00:00Z,1,h100-sxm"])
        self.assertEqual(self.sql("SELECT uuid, count(DISTINCT host) AS hosts FROM devices WHERE device = 'cuda:0' "
                                  "GROUP BY uuid"), ["uuid,hosts", "GPU-A,2"])
        triad = next(case for case in DOCUMENTS.first["cases"] if case["kernel"] == "memory.triad")
        found = self.sql("SELECT started_at, value, unit, better FROM measurements WHERE uuid = 'GPU-A' AND "
                         "metric LIKE 'memory.triad/%' AND simulated IS NULL ORDER BY started_at")
        self.assertEqual(len(found), 3)
        day, value, unit, better = found[1].split(",")
        self.assertEqual((day, unit, better), ("2026-03-01T02:00:00Z", "B/s", "higher"))
        self.assertAlmostEqual(float(value) / triad["statistics"]["median"], 1, places=9)
        self.assertEqual(self.sql("SELECT count(*) AS n FROM links"), ["n", "0"])
        self.assertEqual(self.sql("PRAGMA integrity_check"), ["integrity_check", "ok"])
        plan = "\n".join(self.sql("EXPLAIN QUERY PLAN SELECT value FROM measurements WHERE uuid = 'GPU-A'"))
        self.assertNotIn("SCAN o", plan)

    @unittest.skipUnless(shutil.which("sqlite3"), "sqlite3 is not installed; scripts/setup --tests installs it")
    def test_the_views_hold_what_is_documented(self):
        self.write("1.json", 1)
        self.add()
        text = (archive_documents.SCHEMAS / "README.md").read_text()
        for view in ("runs", "devices", "measurements"):
            documented = text.partition(f"| `{view}` |")[2].splitlines()[0].split("|")[1]
            names = self.sql(f"SELECT * FROM {view}")[0].split(",")
            self.assertEqual(sorted(names), sorted(documented.replace("`", "").replace(" ", "").split(",")), view)


if __name__ == "__main__":
    unittest.main(argv=["archive_errors_test.py"])
