#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Are the manifests valid Kubernetes, and do they bound and confine all they run?"""
import copy
import json
import pathlib
import re
import unittest

from manifests import (BASE, KUBERNETES, VERSIONS, containers_of, documents, job_spec_of, jobs, kubernetes_validate,
                                kustomized, named, plain_objects, yaml)

KUSTOMIZATIONS = ["base", "acceptance", "example", "example/acceptance"]


class Types(unittest.TestCase):
    def assert_valid(self, one, version):
        try:
            kubernetes_validate.validate(one, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            self.fail(f"{one['kind']} {one['metadata']['name']}, Kubernetes {version}: "
                      f"{'.'.join(str(item) for item in error.path)}: {error.message}")

    def test_every_object_in_every_version(self):
        self.assertGreater(len(plain_objects()), 12)
        for version in VERSIONS:
            for one in plain_objects():
                self.assert_valid(one, version)

    def test_every_kustomization_in_every_version(self):
        for folder in KUSTOMIZATIONS:
            text = kustomized(KUBERNETES / folder)
            for version in VERSIONS:
                for one in documents(text):
                    self.assert_valid(one, version)

    def test_a_field_that_is_none_is_found(self):
        form = copy.deepcopy(named(plain_objects(), "CronJob", "assay-node"))
        job_spec_of(form)["backoffLimits"] = 0
        with self.assertRaises(AssertionError):
            self.assert_valid(form, VERSIONS[0])

    def test_the_server_merges_conditions_by_type_and_taints_not_at_all(self):
        # What the scripts and the fake server take for granted.
        place = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
        for version in VERSIONS:
            text = (place / f"v{version}.0-local-strict/_definitions.json").read_text()
            types = json.loads(text)
            types = types.get("definitions", types)
            types = types.get("$defs", types)
            conditions = types["io.k8s.api.core.v1.NodeStatus"]["properties"]["conditions"]
            self.assertEqual((conditions.get("x-kubernetes-patch-merge-key"),
                              conditions.get("x-kubernetes-patch-strategy")), ("type", "merge"))
            taints = types["io.k8s.api.core.v1.NodeSpec"]["properties"]["taints"]
            self.assertNotIn("x-kubernetes-patch-strategy", taints)


class Bounds(unittest.TestCase):
    def test_every_job_ends_is_tried_no_more_than_it_should_and_is_cleaned_up(self):
        self.assertEqual(len(jobs(plain_objects())), 4)
        for one, spec in jobs(plain_objects()):
            name = one["metadata"]["name"]
            self.assertIn("activeDeadlineSeconds", spec, name)
            self.assertEqual(spec["backoffLimit"], 2 if name == "assay-nightly" else 0, name)
            self.assertIn("ttlSecondsAfterFinished", spec, name)
            self.assertEqual(spec["template"]["spec"]["restartPolicy"], "Never", name)

    def test_a_run_ends_before_its_pod_and_its_pod_before_its_job(self):
        settings = dict(line.split("=", 1) for generator in
                        yaml.safe_load((BASE / "kustomization.yaml").read_text())["configMapGenerator"]
                        for line in generator.get("literals", []))
        budget = int(re.fullmatch(r"(\d+)min", settings["BUDGET"])[1]) * 60
        for name in ("assay-node", "assay-acceptance"):
            (spec,) = [spec for one, spec in jobs(plain_objects()) if one["metadata"]["name"] == name]
            pod = spec["template"]["spec"]
            self.assertLess(2 * budget, pod["activeDeadlineSeconds"])
            self.assertLess(pod["activeDeadlineSeconds"], spec["activeDeadlineSeconds"])

    def test_a_night_ends_before_the_fleet_is_compared(self):
        nightly, fleet, form = (named(plain_objects(), "CronJob", f"assay-{name}") for name in
                                ("nightly", "fleet", "node"))
        begin, end = (int(hour) * 60 + int(minute) for minute, hour in
                      (one["spec"]["schedule"].split()[:2] for one in (nightly, fleet)))
        self.assertGreaterEqual(end - begin, job_spec_of(form)["activeDeadlineSeconds"] / 60)
        self.assertIs(form["spec"]["suspend"], True)
        for one in (nightly, fleet):
            self.assertEqual(one["spec"]["concurrencyPolicy"], "Forbid")
            self.assertIn("startingDeadlineSeconds", one["spec"])

    def test_every_container_has_requests_and_a_limit_of_memory(self):
        for one, spec in jobs(plain_objects()):
            for container in containers_of(spec["template"]["spec"]):
                resources = container["resources"]
                self.assertTrue({"cpu", "memory"} <= resources["requests"].keys(), container["name"])
                self.assertIn("memory", resources["limits"], container["name"])
                # Throttled by its own limit, a node would be measured as slow.
                self.assertEqual("cpu" in resources["limits"], container["name"] != "measure", container["name"])

    def test_devices_go_to_what_measures_alone(self):
        for one, spec in jobs(plain_objects()):
            for container in containers_of(spec["template"]["spec"]):
                has = "nvidia.com/gpu" in container["resources"]["limits"]
                self.assertEqual(has, container["name"] == "measure", container["name"])
                if has:
                    (devices,) = [one["value"] for one in container["env"] if one["name"] == "DEVICES"]
                    self.assertEqual({devices}, {container["resources"][part]["nvidia.com/gpu"]
                                                 for part in ("limits", "requests")})


class Confinement(unittest.TestCase):
    def test_every_pod_keeps_the_restricted_standard_and_more(self):
        for _, spec in jobs(plain_objects()):
            pod = spec["template"]["spec"]
            self.assertEqual({name: pod["securityContext"][name] for name in ("runAsNonRoot", "seccompProfile")},
                             {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}})
            self.assertGreater(pod["securityContext"]["runAsUser"], 0)
            self.assertIs(pod["automountServiceAccountToken"], False)
            self.assertFalse({"hostNetwork", "hostPID", "hostIPC"} & pod.keys())
            for volume in pod["volumes"]:
                self.assertFalse({"hostPath"} & volume.keys(), volume)
                self.assertTrue("emptyDir" not in volume or "sizeLimit" in volume["emptyDir"], volume)
            for container in containers_of(pod):
                self.assertEqual(container["securityContext"], {
                    "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]}}, container["name"])

    def test_what_measures_never_sees_a_token(self):
        for one, spec in jobs(plain_objects()):
            for container in containers_of(spec["template"]["spec"]):
                if container["image"] == "assay":
                    self.assertNotIn("token", [mount["name"] for mount in container["volumeMounts"]])

    def test_every_image_has_a_version(self):
        for folder in KUSTOMIZATIONS:
            text = kustomized(KUBERNETES / folder)
            for image in re.findall(r"^ +(?:- )?image: (.*)$", text, re.MULTILINE):
                self.assertRegex(image, r"^[\w.-]+\.[\w.-]+/[\w./-]+:\d[\w.-]+$")

    def test_what_is_mounted_is_there(self):
        generators = yaml.safe_load((BASE / "kustomization.yaml").read_text())["configMapGenerator"]
        maps = {one["name"] for one in generators} | {"kube-root-ca.crt"}
        claims = {one["metadata"]["name"] for one in plain_objects() if one["kind"] == "PersistentVolumeClaim"}
        accounts = {one["metadata"]["name"] for one in plain_objects() if one["kind"] == "ServiceAccount"}
        scripts = {name for one in generators for name in one.get("files", [])}
        self.assertEqual(scripts, {path.name for path in BASE.iterdir() if path.is_file()} -
                         {path.name for path in BASE.glob("*.yaml")})
        for _, spec in jobs(plain_objects()):
            pod = spec["template"]["spec"]
            self.assertIn(pod["serviceAccountName"], accounts)
            for volume in pod["volumes"]:
                if "configMap" in volume:
                    self.assertIn(volume["configMap"]["name"], maps)
                if "persistentVolumeClaim" in volume:
                    self.assertIn(volume["persistentVolumeClaim"]["claimName"], claims)
            for container in containers_of(pod):
                self.assertTrue({mount["name"] for mount in container["volumeMounts"]} <=
                                {volume["name"] for volume in pod["volumes"]})
                words = container["command"] + container["args"]
                self.assertEqual(set(re.findall(r"\$\((\w+)\)", " ".join(words))),
                                 {one["name"] for one in container.get("env", [])}, container["name"])
                if words[0] == "python3":
                    self.assertIn(words[2].removeprefix("/scripts/"), scripts)
                else:
                    self.assertTrue((BASE.parents[1] / words[0].removeprefix("/usr/lib/assay/nightly/")).exists())


class Kustomizations(unittest.TestCase):
    def built(self, folder):
        return documents(kustomized(KUBERNETES / folder))

    def test_the_form_and_the_acceptance_are_one_pod(self):
        form, acceptance = (copy.deepcopy(spec["template"]["spec"]) for one, spec in jobs(plain_objects())
                            if one["metadata"]["name"] in ("assay-node", "assay-acceptance"))
        if "hostname" in form:
            form, acceptance = acceptance, form
        self.assertEqual(form.pop("priorityClassName"), "assay-nightly")
        self.assertEqual(acceptance.pop("nodeSelector"), {"kubernetes.io/hostname": acceptance.pop("hostname")})
        for pod, night in ((form, "by-hand"), (acceptance, "acceptance")):
            (variable,) = [one for one in pod["initContainers"][1]["env"] if one["name"] == "NIGHT"]
            self.assertEqual(variable.pop("value"), night)
        self.assertEqual(form, acceptance)

    def test_a_namespace_of_ones_own_is_everywhere(self):
        for folder, namespace in (("base", "assay"), ("example", "gpu-acceptance"),
                                  ("example/acceptance", "gpu-acceptance")):
            for one in self.built(folder):
                if one["kind"] == "Namespace":
                    self.assertEqual(one["metadata"]["name"], namespace)
                elif one["kind"] in ("ClusterRole", "ClusterRoleBinding", "PriorityClass"):
                    self.assertNotIn("namespace", one["metadata"])
                else:
                    self.assertEqual(one["metadata"]["namespace"], namespace, one["metadata"]["name"])
                for subject in one.get("subjects", []):
                    self.assertEqual(subject["namespace"], namespace, one["metadata"]["name"])

    def test_images_part_and_taint_of_the_example(self):
        objects = self.built("example")
        self.assertEqual(named(objects, "ConfigMap", "assay-settings")["data"], {
            "PART": "h100-sxm", "LEVEL": "quick", "BUDGET": "15min", "SELECTOR": "nvidia.com/gpu.present=true"})
        pod = job_spec_of(named(objects, "CronJob", "assay-node"))["template"]["spec"]
        self.assertEqual(pod["initContainers"][1]["image"], "harbor.site.example/gpu/assay:0.1.0")
        self.assertEqual(pod["containers"][0]["args"][-1], "--taint")
        self.assertIn("patch", [verb for rule in named(objects, "ClusterRole", "assay-report")["rules"]
                                if rule["resources"] == ["nodes"] for verb in rule["verbs"]])

    def test_node_and_devices_of_the_example(self):
        ((_, spec),) = jobs(self.built("example/acceptance"))
        pod = spec["template"]["spec"]
        self.assertEqual((pod["hostname"], pod["nodeSelector"]),
                         ("gpu-node-17", {"kubernetes.io/hostname": "gpu-node-17"}))
        measure = pod["initContainers"][1]
        self.assertEqual(measure["resources"]["limits"]["nvidia.com/gpu"], "4")
        self.assertIn({"name": "DEVICES", "value": "4"}, measure["env"])



if __name__ == "__main__":
    unittest.main()
