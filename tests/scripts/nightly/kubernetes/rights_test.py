#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do the roles in the manifests grant what the scripts ask of the API server, and nothing else?"""
import re

from cluster_test_case import ClusterTest, main
from fake_kubernetes import node_of
from manifests import KUBERNETES, VERSIONS, kubernetes_validate, named, plain_objects, yaml


def rights_of(account):
    """(verb, resource) of all roles that the account is bound to."""
    objects, rights = plain_objects(), set()
    for one in objects:
        if account in [subject["name"] for subject in one.get("subjects", [])]:
            for rule in named(objects, one["roleRef"]["kind"], one["roleRef"]["name"])["rules"]:
                rights |= {(verb, resource) for verb in rule["verbs"] for resource in rule["resources"]}
    return rights


def right_for(method, path):
    path = path.split("?")[0]
    if re.fullmatch(r"/api/v1/nodes/[^/]+/status", path):
        return ({"GET": "get", "PATCH": "patch"}[method], "nodes/status")
    if path == "/api/v1/nodes":
        return ("list", "nodes")
    if re.fullmatch(r"/api/v1/nodes/[^/]+", path):
        return ({"PATCH": "patch"}[method], "nodes")
    kind = re.fullmatch(r"/apis/batch/v1/namespaces/[^/]+/(cronjobs/assay-node|jobs)", path)[1].split("/")[0]
    return ({"GET": "get", "POST": "create"}[method], kind)


class Rights(ClusterTest):
    def used(self):
        return {right_for(method, path) for method, path, _ in self.cluster.asked}

    def test_what_reports_may_do_what_it_does_and_no_more(self):
        result = self.folder / "result"
        result.mkdir()
        (result / "code").write_text("1")
        self.run_script("report-node", "--node", "gpu-1", "--begin")
        self.run_script("report-node", "--node", "gpu-1", "--result", result)
        self.assertEqual(self.used(), rights_of("assay-report"))
        self.run_script("report-node", "--node", "gpu-1", "--result", result, "--taint")
        (rule,) = yaml.safe_load(yaml.safe_load((KUBERNETES / "taint/kustomization.yaml").read_text())
                                 ["patches"][0]["patch"])
        self.assertEqual(self.used() - rights_of("assay-report"),
                         {(verb, "nodes") for verb in rule["value"]["verbs"]})

    def test_what_makes_jobs_may_do_what_it_does_and_no_more(self):
        self.cluster.forms["assay-node"] = named(plain_objects(), "CronJob", "assay-node")
        self.cluster.nodes["gpu-2"] = node_of("gpu-2", ready="False")
        self.cluster.nodes["gpu-2"]["status"]["conditions"].append(
            {"type": "GpuAcceptance", "status": "True", "lastHeartbeatTime": "2026-01-01T02:00:00Z"})
        self.run_script("node-jobs", "--namespace", "assay", "--stale-after", "30")
        self.assertEqual(self.used(), rights_of("assay-nightly"))
        self.assertEqual(rights_of("assay-fleet"), set())

    def test_the_job_that_is_made_is_a_valid_one(self):
        self.cluster.forms["assay-node"] = named(plain_objects(), "CronJob", "assay-node")
        self.cluster.nodes["gpu-1"] = node_of("gpu-1", 4)
        self.assertEqual(self.run_script("node-jobs", "--namespace", "assay").returncode, 0)
        (job,) = self.cluster.jobs.values()
        for version in VERSIONS:
            kubernetes_validate.validate(job, version, strict=True)
        measure = job["spec"]["template"]["spec"]["initContainers"][1]
        self.assertEqual(measure["resources"]["limits"]["nvidia.com/gpu"], "4")
        self.assertIn({"name": "DEVICES", "value": "4"}, measure["env"])


if __name__ == "__main__":
    main()
