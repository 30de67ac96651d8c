#!/usr/bin/env python3
"""Does assay trend refuse what it cannot use, and say so? trend_test.py BINARY SCHEMA"""
# SPDX-License-Identifier: Apache-2.0
import unittest

import binary


class Trend(binary.Cli):
    def test_what_is_no_archive_is_refused(self):
        (self.folder / "text.db").write_text("no database\n")
        self.assert_refused(["trend", "text.db"], 2, "text.db")
        self.assert_refused(["trend", "missing.db"], 2, "missing.db")

    def test_wrong_flags_are_refused(self):
        (self.folder / "x.db").write_text("")
        for flags, words in ((["--threshold", "0"], ["--threshold 0"]), (["--threshold", "100"], ["--threshold 100"]),
                             (["--false-alarms", "0.5"], ["--false-alarms 0.5"]),
                             (["--since", "yesterday"], ["--since yesterday", "2026-01-31"]),
                             (["--until", "2026-02-30"], ["--until 2026-02-30"]),
                             (["--format", "junit"], ["--format junit"])):
            with self.subTest(flags=flags):
                self.assert_refused(["trend", "x.db", *flags], 2, *words)


if __name__ == "__main__":
    unittest.main(argv=["trend_test"])
