#!/usr/bin/env python3
"""Does assay fleet name what is unlike the others in a fleet of simulated nodes, and end as it should?

fleet_test.py BINARY SCHEMAS
"""
# SPDX-License-Identifier: Apache-2.0
import datetime
import json
import pathlib
import sys
import unittest

import binary

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "results-schema"), str(ROOT / "scripts" / "bench")]
import fleet_documents  # noqa: E402
import validate  # noqa: E402

SCHEMA = json.loads((pathlib.Path(sys.argv[2]) / "fleet.schema.json").read_text())
NODES = 10
FEW = ["--only", "memory.read", "--only", "gemm.bf16"]
LINKS = [*FEW, "--only", "transfer.peer"]
KNOWN = {}


def simulated(*flags, **keywords):
    key = (flags, *sorted(keywords.items()))
    if key not in KNOWN:
        KNOWN[key] = fleet_documents.simulated(binary.BINARY, *flags, **keywords)
    return KNOWN[key]


class Fleet(binary.Cli):
    def write(self, name, document):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        fleet_documents.write(document, path)

    def make(self, special=None, nodes=NODES, kind=tuple(FEW), **keywords):
        """A folder of healthy nodes; special: by number, the flags that spoil one."""
        for node in range(nodes):
            flags = [*kind, *(special or {}).get(node, [])]
            self.write(f"nodes/{node:03}.json",
                       fleet_documents.as_node(simulated(*flags, seed=node + 1), node, **keywords))

    def fleet(self, *arguments, code=0):
        result = self.assay("fleet", "nodes", "--allow-simulated", *arguments, "--format", "json")
        self.assertEqual(result.returncode, code, result.stderr)
        made = validate.parse(result.stdout.decode())
        self.assertEqual(validate.problems(SCHEMA, made), [])
        self.assertEqual(made["exit_code"], code)
        return made, result.stderr.decode()

    def test_healthy_nodes(self):
        self.make()
        made, errors = self.fleet()
        self.assertEqual(errors, "")
        self.assertEqual(made["findings"], [])
        self.assertEqual((made["nodes"], made["devices"]), (NODES, 8 * NODES))
        self.assertTrue(made["simulated"])
        self.assertLess(made["expected_by_chance"], 0.1)

    def test_a_node_of_low_clock_is_the_node(self):
        self.make({4: ["--clock-ratio", "0.9"]})
        made, _ = self.fleet(code=1)
        (found,) = made["findings"]
        self.assertEqual((found["subject"], found["side"], found["host"]), ("node", "worse", "node4"))
        self.assertIn("gemm.bf16", found["deviations"][0]["metric"])
        self.assertAlmostEqual(found["deviations"][0]["share"], -0.1, delta=0.02)

    def test_a_slow_link_is_the_link(self):
        self.make({1: ["--slow-pair", "3,5"]}, nodes=3, kind=tuple(LINKS))
        made, _ = self.fleet(code=1)
        (found,) = made["findings"]
        self.assertEqual((found["subject"], found["host"]), ("link", "node1"))
        self.assertEqual([(one["device"], one["key"]) for one in found["devices"]],
                         [(f"cuda:{gpu}", fleet_documents.gpu_uuid(1, gpu)) for gpu in (3, 5)])
        self.assertAlmostEqual(found["deviations"][0]["share"], -0.5, delta=0.05)

    def test_text_says_the_conclusion_first_and_fits_80_columns(self):
        self.make({4: ["--clock-ratio", "0.9"]})
        result = self.assay("fleet", "nodes", "--allow-simulated")
        self.assertEqual(result.returncode, 1)
        lines = result.stdout.decode().splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        text = " ".join(line.removeprefix("SIMULATED").strip() for line in lines)
        self.assertTrue(all(line.startswith("SIMULATED") for line in lines))
        self.assertRegex(text, r"\AFleet +=* *1 of 10 nodes stands out as worse than the others; \S+ false flags")
        for word in ("node4", "gemm.bf16", "Strata", "h100-sxm"):
            self.assertIn(word, text)
        markdown = self.assay("fleet", "nodes", "--allow-simulated", "--format", "markdown").stdout.decode()
        self.assertIn("# **SIMULATED** Fleet", markdown)

    def test_simulated_ones_are_left_out_and_counted(self):
        self.make(nodes=2)
        result = self.assay("fleet", "nodes")
        self.assertEqual(result.returncode, 3)
        self.assertIn("nothing could be judged", result.stderr.decode())
        self.assertIn("2 runs were left out: simulated", result.stdout.decode())

    def test_one_corrupt_document_is_named_and_skipped(self):
        self.make()
        (self.folder / "nodes" / "bad.json").write_text('{"schema_version": ')
        made, errors = self.fleet(code=3)
        self.assertEqual([one["name"] for one in made["unreadable"]], ["nodes/bad.json"])
        self.assertRegex(errors, r"\Aassay: cannot read nodes/bad.json: [^\n]*\n\Z")
        self.assertEqual(made["nodes"], NODES)

    def test_nothing_but_corrupt_documents_is_an_error(self):
        (self.folder / "nodes").mkdir()
        (self.folder / "nodes" / "bad.json").write_text("{")
        self.assert_refused(["fleet", "nodes"], 2, "nodes/bad.json")
        (self.folder / "nodes" / "worse.json").write_text("{")
        self.assert_refused(["fleet", "nodes"], 2, "none of 2 files can be read")

    def test_the_same_host_twice_counts_once(self):
        self.make()
        for night in (1, 2):
            self.write(f"nodes/again{night}.json",
                       fleet_documents.as_node(simulated(*FEW, seed=1), 0, night=night))
        made, _ = self.fleet()
        self.assertEqual(made["nodes"], NODES)
        self.assertEqual(len(made["runs"]["superseded"]), 2)
        self.assertTrue(any("superseded" in note for note in made["notes"]), made["notes"])

    def test_the_same_document_twice_counts_once(self):
        self.make()
        self.write("nodes/copy.json", fleet_documents.as_node(simulated(*FEW, seed=1), 0))
        made, _ = self.fleet()
        self.assertEqual((made["runs"]["used"], made["runs"]["repeated"]), (NODES, 1))

    def test_a_gpu_that_moved_counts_where_it_is_now(self):
        self.make()
        moved = fleet_documents.as_node(simulated(*FEW, seed=1), 0, night=1, host="node20")
        text = json.dumps(moved)
        for gpu in range(1, 8):
            text = text.replace(fleet_documents.gpu_uuid(0, gpu), fleet_documents.gpu_uuid(20, gpu))
        self.write("nodes/moved.json", json.loads(text))
        made, _ = self.fleet()
        (one,) = made["runs"]["moved"]
        self.assertEqual((one["from_host"], one["to_host"]), ("node0", "node20"))
        self.assertEqual(one["key"], fleet_documents.gpu_uuid(0, 0))
        self.assertEqual(made["devices"], 8 * NODES + 7)

    def test_a_renamed_host_is_said(self):
        self.make()
        self.write("nodes/renamed.json",
                   fleet_documents.as_node(simulated(*FEW, seed=1), 0, night=1, host="fresh"))
        made, _ = self.fleet()
        self.assertTrue(any("node0, now fresh" in note for note in made["notes"]), made["notes"])
        self.assertEqual(made["nodes"], NODES)

    def test_clocks_that_disagree_are_named_and_kept(self):
        self.make()
        future = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
        self.write("nodes/000.json", fleet_documents.as_node(simulated(*FEW, seed=1), 0, started=future))
        made, _ = self.fleet()
        self.assertTrue(any("in the future: node0" in note for note in made["notes"]), made["notes"])
        self.assertEqual(made["nodes"], NODES)

    def test_parts_and_versions_are_kept_apart_and_named(self):
        self.make()
        other = fleet_documents.as_node(simulated(*FEW, part="h20", seed=3), 30)
        other["tool"]["version"] = "0.0.9"
        self.write("nodes/h20.json", other)
        made, _ = self.fleet()
        self.assertEqual([one["part"] for one in made["strata"]], ["h100-sxm", "h20"])
        self.assertTrue(any("several versions" in note for note in made["notes"]), made["notes"])
        self.assertEqual([one["part"] for one in self.fleet("--part", "h100-sxm")[0]["strata"]], ["h100-sxm"])

    def test_one_node_of_eight_is_compared_within(self):
        self.make(nodes=1)
        made, _ = self.fleet()
        self.assertEqual((made["nodes"], made["strata"][0]["judged"]), (1, True))

    def test_four_gpus_are_too_few(self):
        self.write("nodes/small.json", fleet_documents.as_node(simulated(*FEW, gpus=4), 0))
        made, errors = self.fleet(code=3)
        self.assertFalse(made["strata"][0]["judged"])
        self.assertIn("nothing could be judged", errors)

    def test_at_once_against_one_by_one(self):
        for node in range(2):
            document = simulated(*FEW, seed=node + 1)
            for parallel in (True, False):
                self.write(f"nodes/{node}{parallel}.json",
                           fleet_documents.as_node(document, node, parallel=parallel))
        made, _ = self.fleet()
        self.assertEqual({one["devices"] for one in made["parallel"]}, {16})
        self.assertEqual({one["median"] for one in made["parallel"]}, {0})

    def test_level_and_date(self):
        self.make()
        self.assertEqual(self.fleet("--level", "soak", code=3)[0]["runs"]["not_asked_for"], NODES)
        self.assertEqual(self.fleet("--since", "2026-03-02", code=3)[0]["runs"]["not_asked_for"], NODES)
        self.assertEqual(self.fleet("--since", "2026-03-01T02:00:05Z", code=0)[0]["nodes"], NODES - 5)

    def test_wrong_usage(self):
        self.make(nodes=1)
        for arguments, words in ((["--threshold", "100"], ["--threshold"]), (["--threshold", "nan"], ["--threshold"]),
                                 (["--level", "slow"], ["--level"]), (["--since", "yesterday"], ["--since"]),
                                 (["--part", "h1000"], ["--part"]), (["--format", "pdf"], ["--format"])):
            with self.subTest(arguments=arguments):
                self.assert_refused(["fleet", "nodes", *arguments], 2, *words)
        self.assert_refused(["fleet", "nowhere"], 2, "nowhere")

    def test_an_archive_says_the_same_as_its_documents(self):
        self.make({4: ["--clock-ratio", "0.9"]})
        self.assertEqual(self.assay("archive", "add", "fleet.db", "nodes").returncode, 0)
        result = self.assay("fleet", "fleet.db", "--allow-simulated", "--format", "json")
        self.assertEqual(result.returncode, 1, result.stderr)
        made, expected = json.loads(result.stdout), self.fleet(code=1)[0]
        self.assertEqual(made["comparisons"], expected["comparisons"])
        self.assertEqual(made["findings"][0]["host"], expected["findings"][0]["host"])
        self.assert_refused(["fleet", "fleet.db", "nodes"], 2, "stands alone")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
