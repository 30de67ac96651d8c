#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does every GPU node get its Job of the night, once, and is one without named?"""
from cluster_test_case import ClusterTest, main
from fake_kubernetes import node_of

FORM = {"spec": {"suspend": True, "jobTemplate": {
    "metadata": {"labels": {"app.kubernetes.io/name": "assay"}},
    "spec": {"backoffLimit": 0, "template": {"spec": {
        "initContainers": [
            {"name": "begin", "env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]},
            {"name": "measure",
             "env": [{"name": "NIGHT", "value": "by-hand"}, {"name": "DEVICES", "value": "8"}],
             "resources": {"limits": {"nvidia.com/gpu": "8", "memory": "32Gi"},
                           "requests": {"nvidia.com/gpu": "8", "cpu": "4"}}}],
        "containers": [{"name": "report"}]}}}}}}


class NodeJobs(ClusterTest):
    def setUp(self):
        super().setUp()
        self.cluster.forms["assay-node"] = FORM

    def make(self, *words, attempts="1"):
        return self.run_script("node-jobs", "--namespace", "assay", "--night", "20261201", *words, attempts=attempts)

    def add(self, name, *values, **words):
        self.cluster.nodes[name] = node_of(name, *values, **words)
        return self.cluster.nodes[name]

    def job_for(self, node):
        (job,) = [job for job in self.cluster.jobs.values() if job["metadata"]["annotations"]["assay/node"] == node]
        return job

    def test_every_node_with_devices_gets_a_job_of_its_own(self):
        for number in range(2, 6):
            self.add(f"gpu-{number}", 4)
        self.add("no-gpu", 0)
        done = self.make()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({job["metadata"]["annotations"]["assay/node"] for job in self.cluster.jobs.values()},
                         {f"gpu-{number}" for number in range(1, 6)})
        self.assertIn("5 nodes, 0 without a Job", done.stdout)

    def test_a_job_is_the_form_with_node_devices_and_night(self):
        self.add("gpu-2", 8, 7)
        self.make()
        job = self.job_for("gpu-2")
        self.assertRegex(job["metadata"]["name"], r"^assay-gpu-2-[0-9a-f]{8}-20261201$")
        self.assertEqual(job["metadata"]["labels"], {"app.kubernetes.io/name": "assay", "assay/night": "20261201"})
        self.assertEqual(job["spec"]["backoffLimit"], 0)
        pod = job["spec"]["template"]["spec"]
        self.assertEqual(pod["hostname"], "gpu-2")
        (term,) = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"][
            "nodeSelectorTerms"]
        self.assertEqual(term, {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["gpu-2"]}]})
        measure = pod["initContainers"][1]
        # It can have 7, and has to have 8: the eighth is missed.
        self.assertEqual(measure["resources"], {"limits": {"nvidia.com/gpu": "7", "memory": "32Gi"},
                                                "requests": {"nvidia.com/gpu": "7", "cpu": "4"}})
        self.assertEqual(measure["env"], [{"name": "NIGHT", "value": "20261201"}, {"name": "DEVICES", "value": "8"}])
        self.assertEqual(FORM["spec"]["jobTemplate"]["spec"]["template"]["spec"]["initContainers"][1]["env"][0]["value"],
                         "by-hand", "the form stays what it is")

    def test_the_same_night_again_makes_nothing_twice(self):
        self.make()
        again = self.make()
        self.assertEqual((again.returncode, len(self.cluster.jobs)), (0, 1))
        self.assertIn("has assay-gpu-1-", again.stdout)

    def test_names_of_any_length_and_with_dots(self):
        long = "ip-10-0-0-1." + "a" * 63 + ".eu-central-1.compute.internal"
        self.add(long)
        self.add(long[:-1] + "x")
        self.assertEqual(self.make().returncode, 0)
        self.assertEqual(len(self.cluster.jobs), 3, "names with one beginning stay apart")
        for name, job in self.cluster.jobs.items():
            self.assertRegex(name, r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")
            self.assertRegex(job["spec"]["template"]["spec"]["hostname"], r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")

    def test_a_cordoned_node_is_left_out_and_one_that_is_not_ready_is_missed(self):
        self.add("gpu-2", unschedulable=True)
        done = self.make()
        self.assertEqual((done.returncode, len(self.cluster.jobs)), (0, 1))
        self.assertIn("gpu-2: is cordoned and left out", done.stdout)
        self.add("gpu-3", ready="Unknown")
        self.add("gpu-4", 8, 0)
        done = self.make()
        self.assertEqual((done.returncode, len(self.cluster.jobs)), (3, 1))
        self.assertIn("gpu-3: is not ready: not measured", done.stdout)
        self.assertIn("gpu-4: has 8 nvidia.com/gpu and can allocate none: not measured", done.stdout)

    def test_a_node_that_lost_all_its_devices_is_not_forgotten(self):
        self.add("gpu-2")
        self.run_script("report-node", "--node", "gpu-2", "--begin")
        self.cluster.nodes["gpu-2"]["status"].update(capacity={}, allocatable={})
        self.add("gpu-3", 0)["metadata"]["labels"]["gpu"] = "h100"
        self.assertIn("gpu-2: has 0 nvidia.com/gpu", self.make().stdout)
        done = self.make("--selector", "gpu=h100")
        self.assertEqual(done.returncode, 3)
        self.assertIn("gpu-3: has 0 nvidia.com/gpu and can allocate none", done.stdout)

    def test_a_verdict_of_another_week_is_taken_back_and_one_of_last_night_is_not(self):
        for name, told in (("gpu-2", "2026-01-01T02:00:00Z"), ("gpu-3", "2999-01-01T02:00:00Z")):
            self.add(name, ready="False")["status"]["conditions"].append(
                {"type": "GpuAcceptance", "status": "True", "reason": "Passed", "lastHeartbeatTime": told,
                 "lastTransitionTime": told})
        done = self.make("--stale-after", "30")
        self.assertIn("gpu-2: its verdict of 2026-01-01T02:00:00Z is taken back", done.stdout)
        self.assertEqual((self.condition("gpu-2")["status"], self.condition("gpu-2")["reason"], self.label("gpu-2")),
                         ("Unknown", "NotMeasured", "could-not-judge"))
        self.assertIn("2026-01-01T02:00:00Z", self.condition("gpu-2")["message"])
        self.assertEqual(self.condition("gpu-3")["status"], "True")
        self.assertNotIn("taken back", self.make("--stale-after", "30").stdout)

    def test_one_job_that_is_refused_leaves_the_others(self):
        self.add("gpu-2")
        self.cluster.answers = [0, 0, 403]
        done = self.make()
        self.assertEqual((done.returncode, len(self.cluster.jobs)), (3, 1))
        self.assertIn("gpu-1: gets no Job: POST", done.stdout)

    def test_no_form_no_node_and_wrong_words(self):
        done = self.make("--form", "other")
        self.assertEqual(done.returncode, 3)
        self.assertIn('cronjobs.batch "other" not found', done.stderr)
        self.cluster.nodes = {"cpu": node_of("cpu", 0)}
        done = self.make()
        self.assertEqual(done.returncode, 3)
        self.assertIn("no node has any nvidia.com/gpu", done.stderr)
        for words in (["--night", "Dec 1"], ["--stale-after", "soon"]):
            self.assertEqual(self.run_script("node-jobs", "--namespace", "assay", *words).returncode, 2)


if __name__ == "__main__":
    main()
