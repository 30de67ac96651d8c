#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does a node in Kubernetes say what its acceptance run came to, whatever the run and the API server do?

Usage: report_node_test.py [ASSAY]
"""
import json
import os
import shutil
import subprocess
import sys
import unittest

from cluster_test_case import BASE, NIGHTLY, ClusterTest, main
from fake_kubernetes import FakeKubernetes

sys.dont_write_bytecode = True
sys.path.insert(0, str(BASE))
from kube_api import Api  # noqa: E402

ASSAY = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else None


class ReportNode(ClusterTest):
    def report(self, *words, code="0", verdict=None, document="/documents/20261201/gpu-1.json", attempts="1"):
        result = self.folder / "result"
        result.mkdir(exist_ok=True)
        for name, text in (("code", code), ("document", document),
                           ("verdict.json", verdict if verdict is None else json.dumps(verdict))):
            (result / name).unlink(missing_ok=True)
            if text is not None:
                (result / name).write_text(text + "\n")
        return self.run_script("report-node", "--node", "gpu-1", "--result", result, *words, attempts=attempts)

    def test_every_exit_code(self):
        for code, status, label, reason, exit_code in (
                ("0", "True", "pass", "Passed", 0), ("1", "False", "fail", "VerdictFailed", 1),
                ("2", "Unknown", "could-not-judge", "WrongUsage", 2),
                ("3", "Unknown", "could-not-judge", "CouldNotJudge", 3), ("4", "False", "fail", "WrongAnswer", 4),
                ("137", "Unknown", "could-not-judge", "Died", 137),
                (None, "Unknown", "could-not-judge", "CouldNotJudge", 3),
                ("", "Unknown", "could-not-judge", "CouldNotJudge", 3)):
            with self.subTest(code=code):
                done = self.report(code=code)
                self.assertEqual(done.returncode, exit_code, done.stderr)
                self.assertEqual((self.condition()["status"], self.label(), self.condition()["reason"]),
                                 (status, label, reason))

    def test_the_patch_is_one_of_the_status_and_nothing_else(self):
        self.report(code="1")
        ((path, body),) = self.cluster.patches()
        self.assertEqual(path, "/api/v1/nodes/gpu-1/status")
        self.assertEqual(set(body), {"metadata", "status"})
        self.assertEqual(body["metadata"]["labels"], {"assay/verdict": "fail"})
        annotations = body["metadata"]["annotations"]
        self.assertEqual(set(annotations), {"assay/reason", "assay/told", "assay/document"})
        self.assertEqual(annotations["assay/document"], "/documents/20261201/gpu-1.json")
        (condition,) = body["status"]["conditions"]
        self.assertEqual(set(condition), {"type", "status", "reason", "message", "lastHeartbeatTime",
                                          "lastTransitionTime"})
        self.assertEqual(condition["message"], annotations["assay/reason"])
        self.assertEqual(self.cluster.condition("gpu-1", "Ready")["status"], "True", "the kubelet's are kept")

    def test_the_same_again_changes_no_more_than_the_time_it_was_told(self):
        self.report(code="1")
        changed = "2026-01-01T00:00:00Z"
        self.condition()["lastTransitionTime"] = changed
        first = dict(self.condition())
        self.report(code="1")
        second = dict(self.condition())
        for condition in (first, second):
            del condition["lastHeartbeatTime"]
        self.assertEqual(first, second)
        self.report(code="0")
        self.assertNotEqual(self.condition()["lastTransitionTime"], changed)

    def test_nothing_says_pass_while_a_run_is_under_way(self):
        self.report(code="0")
        done = self.run_script("report-node", "--node", "gpu-1", "--begin")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.condition()["status"], self.condition()["reason"], self.label()),
                         ("Unknown", "Measuring", "could-not-judge"))

    def test_the_message_names_what_fails(self):
        verdict = {"summary": {"sentence": "1 document, 2 devices: 1 pass, 1 fail", "injected": 1}, "documents": [
            {"devices": [{"device": "cuda:0", "state": "pass", "headline": "fine"},
                         {"device": "cuda:1", "uuid": "GPU-7", "state": "fail", "headline": "76 SMs\nof 78",
                          "identity": {"sentence": "-"}}]}]}
        self.report(code="1", verdict=verdict)
        self.assertEqual(self.condition()["message"],
                         "INJECTED: 1 document, 2 devices: 1 pass, 1 fail; cuda:1 GPU-7 fail: 76 SMs of 78")

    def test_a_long_message_is_cut(self):
        self.report(code="1", verdict={"summary": {"sentence": "x" * 5000}, "documents": []})
        self.assertEqual(len(self.condition()["message"]), 1024)
        self.assertTrue(self.condition()["message"].endswith("x..."))

    def test_a_verdict_that_is_none_is_not_judged_unless_an_answer_was_wrong(self):
        for code, status, reason in (("0", 3, "CouldNotJudge"), ("1", 3, "CouldNotJudge"), ("4", 4, "CouldNotJudge")):
            done = self.report(code=code, verdict={"kind": "something else"})
            self.assertEqual((done.returncode, self.condition()["reason"]), (status, reason), done.stderr)
            self.assertIn("is no verdict", self.condition()["message"])

    def test_a_taint_comes_with_a_failure_and_goes_with_a_pass(self):
        other = {"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}
        self.cluster.nodes["gpu-1"]["spec"]["taints"] = [other]
        ours = {"key": "assay/verdict", "value": "fail", "effect": "NoSchedule"}
        for code, taints in (("1", [other, ours]), ("1", [other, ours]), ("3", [other, ours]), ("0", [other]),
                             ("3", [other]), ("4", [other, ours])):
            with self.subTest(code=code):
                self.report("--taint", code=code)
                self.assertEqual(self.cluster.nodes["gpu-1"]["spec"]["taints"], taints)
        self.assertEqual(self.label(), "fail", "a patch of the node leaves the labels")

    def test_without_being_asked_there_is_no_taint(self):
        self.report(code="1")
        self.assertNotIn("taints", self.cluster.nodes["gpu-1"]["spec"])

    def test_a_taint_that_somebody_else_sets_meanwhile_is_kept(self):
        theirs = {"key": "maintenance", "effect": "NoExecute"}
        ours = {"key": "assay/verdict", "value": "fail", "effect": "NoSchedule"}
        patched = []

        def change():
            patched.append(1)
            if len(patched) == 2:  # the first is that of the status
                node = self.cluster.nodes["gpu-1"]
                node["spec"]["taints"] = [theirs]
                node["metadata"]["resourceVersion"] = "77"

        self.cluster.before_patch = change
        self.assertEqual(self.report("--taint", code="1").returncode, 1)
        self.assertEqual(self.cluster.nodes["gpu-1"]["spec"]["taints"], [theirs, ours])

    def test_what_may_pass_is_tried_again_and_not_for_ever(self):
        self.cluster.answers = [503, 0, 429]
        self.assertEqual(self.report(attempts="2").returncode, 0)
        self.assertEqual([method for method, _, _ in self.cluster.asked], ["GET", "GET", "PATCH", "PATCH"])
        self.cluster.asked, self.cluster.answers = [], [500] * 9
        done = self.report(attempts="2")
        self.assertEqual((done.returncode, len(self.cluster.asked)), (3, 2))
        self.assertIn("500: planned 500 (tried 2 times)", done.stderr)

    def test_tries_lie_apart_and_as_far_as_the_server_asks(self):
        pauses = []
        api = Api(self.cluster.url, str(self.account), attempts=4, sleep=pauses.append)
        self.cluster.answers = [500, 502, 504, 0]
        api.request("GET", "/api/v1/nodes/gpu-1")
        self.assertEqual(pauses, [1, 2, 4])
        pauses.clear()
        self.cluster.retry_after = "7"
        self.cluster.answers = [429, 0]
        api.request("GET", "/api/v1/nodes/gpu-1")
        self.cluster.retry_after = "3600"
        self.cluster.answers = [429, 0]
        api.request("GET", "/api/v1/nodes/gpu-1")
        self.assertEqual(pauses, [7, 10], "and never longer than ten seconds")

    def test_what_is_refused_is_not_tried_again(self):
        self.cluster.answers = [403]
        done = self.report(attempts="5")
        self.assertEqual((done.returncode, len(self.cluster.asked)), (3, 1))
        self.assertIn("/api/v1/nodes/gpu-1/status: 403: planned 403", done.stderr)

    def test_a_verdict_is_not_lost_where_the_server_is(self):
        for code, exit_code in (("0", 3), ("1", 3), ("4", 4)):
            self.cluster.answers = [403]
            done = self.report(code=code)
            self.assertEqual(done.returncode, exit_code)
            self.assertIn({"0": "Passed", "1": "VerdictFailed", "4": "WrongAnswer"}[code], done.stdout)

    def test_a_server_that_drops_what_it_took_is_found_out(self):
        self.cluster.deaf = True
        done = self.report(code="0")
        self.assertEqual(done.returncode, 3)
        self.assertIn("left the node as it was", done.stderr)

    def test_an_answer_that_is_no_json(self):
        self.cluster.answers = ["<html>"]
        done = self.report(code="0")
        self.assertEqual(done.returncode, 3)
        self.assertIn("the answer is no JSON", done.stderr)

    def test_the_token_follows_no_redirection(self):
        self.cluster.answers = [307]
        done = self.report(code="0")
        self.assertEqual((done.returncode, len(self.cluster.asked)), (3, 1))
        self.assertIn("307", done.stderr)

    def test_a_wrong_token_a_strange_certificate_and_none_at_all(self):
        (self.account / "token").write_text("stolen")
        self.assertIn("401: Unauthorized", self.report().stderr)
        strange = self.folder / "strange"
        strange.mkdir()
        other = FakeKubernetes(str(strange))
        self.addCleanup(other.close)
        shutil.copy(strange / "ca.crt", self.account / "ca.crt")
        done = self.report(attempts="5")
        self.assertEqual(done.returncode, 3)
        self.assertIn("certificate verify failed", done.stderr)
        self.assertNotIn("tried 5 times", done.stderr)
        (self.account / "ca.crt").unlink()
        self.assertIn("is the token of a service account mounted?", self.report().stderr)

    def test_a_node_that_is_not_there(self):
        del self.cluster.nodes["gpu-1"]
        done = self.report()
        self.assertEqual(done.returncode, 3)
        self.assertIn('nodes "gpu-1" not found', done.stderr)

    def test_wrong_words_are_refused(self):
        for words in ([], ["--node", "x"], ["--node", "x", "--begin", "--result", "y"]):
            done = subprocess.run([sys.executable, "-B", BASE / "report-node", *words], capture_output=True, check=False,
                                  timeout=60)
            self.assertEqual(done.returncode, 2, words)
        done = subprocess.run([sys.executable, "-B", BASE / "report-node", "--node", "x", "--begin", "--server",
                               "http://api", "--account", self.account], capture_output=True, text=True, check=False,
                              timeout=60)
        self.assertEqual(done.returncode, 3)
        self.assertIn("https alone", done.stderr)


@unittest.skipUnless(ASSAY, "no assay was given")
class WholeNight(ClusterTest):
    """The three containers of a pod, one after the other, with the real program on simulated GPUs."""

    def night(self, *simulated):
        self.assertEqual(self.run_script("report-node", "--node", "gpu-1", "--begin").returncode, 0)
        result = self.folder / "result"
        done = subprocess.run([NIGHTLY / "night", "--documents", self.folder / "documents", "--name", "gpu-1", "--assay",
                               ASSAY, "--result", result, "--expect", "h20", "--devices", "2", "--allow-simulated", "--",
                               "--simulate", "h20", "--seed", "5", *simulated], capture_output=True, text=True,
                              check=False, timeout=100)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.run_script("report-node", "--node", "gpu-1", "--result", result)

    def test_a_node_that_passes(self):
        done = self.night("--gpus", "2")
        self.assertEqual((done.returncode, self.condition()["status"], self.label()), (0, "True", "pass"), done.stdout)
        self.assertIn("SIMULATED: 1 document, 2 devices: 2 pass", self.condition()["message"])
        told = self.cluster.nodes["gpu-1"]["metadata"]["annotations"]["assay/document"]
        self.assertTrue(os.path.exists(told))

    def test_a_device_that_fails(self):
        done = self.night("--gpus", "2", "--disable-sms", "2")
        self.assertEqual((done.returncode, self.condition()["status"], self.label()), (1, "False", "fail"), done.stdout)
        self.assertRegex(self.condition()["message"], r"cuda:0 GPU-\S+ fail: ")

    def test_a_device_that_is_missing(self):
        done = self.night("--gpus", "1")
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertNotEqual(self.label(), "pass")


if __name__ == "__main__":
    main()
