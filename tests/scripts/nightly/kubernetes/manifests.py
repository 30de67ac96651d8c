# SPDX-License-Identifier: Apache-2.0
"""Our manifests, and the published OpenAPI types of Kubernetes to hold them against.

The types are those of PyPI's kubernetes-validate at a pinned version, kept in build/. A test that imports this is
skipped where they cannot be had.
"""
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[4]
KUBERNETES = REPOSITORY / "scripts/nightly/kubernetes"
BASE = KUBERNETES / "base"
PACKAGES = ["kubernetes-validate==1.37.0", "PyYAML==6.0.3", "jsonschema==4.26.0", "referencing==0.37.0",
            "importlib_resources==7.1.0", "packaging==26.0", "typing_extensions==4.15.0"]
PLACE = REPOSITORY / "build/kubernetes-validate-1.37.0"
LONGEST_S = 100


def install():
    """Why it is not there; None where it is. Two tests at once do not disturb each other: the folder comes whole."""
    if PLACE.exists():
        return None
    PLACE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE.parent, prefix="kubernetes-validate-") as scratch:
        target = os.path.join(scratch, "site")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
                   "--retries", "1", "--only-binary", ":all:", "--target", target, *PACKAGES]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            return f"pip did not end within {LONGEST_S} s"
        if done.returncode:
            return "pip install failed: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        try:
            os.rename(target, PLACE)
        except OSError:
            if not PLACE.exists():
                raise
    return None


def load():
    """The modules kubernetes_validate and yaml; ends this test as skipped where they cannot be had."""
    reason = install()
    if reason:
        print(f"skipped: no kubernetes-validate: {reason}")
        sys.exit(77)
    sys.path.insert(0, str(PLACE))
    import kubernetes_validate
    import yaml
    return kubernetes_validate, yaml


kubernetes_validate, yaml = load()
# The oldest that is still found in clusters, to the newest whose types are published.
VERSIONS = ["1.29", "1.31", "1.33", "1.35", "1.37"]


def documents(text):
    return [document for document in yaml.safe_load_all(text) if document]


def files():
    return sorted(path for path in KUBERNETES.rglob("*.yaml") if path.name != "kustomization.yaml")


def plain_objects():
    return [document for path in files() for document in documents(path.read_text())]


def named(objects, kind, name):
    (found,) = [one for one in objects if one["kind"] == kind and one["metadata"]["name"] == name]
    return found


def job_spec_of(one):
    if one["kind"] == "CronJob":
        return one["spec"]["jobTemplate"]["spec"]
    return one["spec"] if one["kind"] == "Job" else None


def jobs(objects):
    return [(one, job_spec_of(one)) for one in objects if job_spec_of(one)]


def containers_of(pod):
    return pod.get("initContainers", []) + pod["containers"]


@functools.lru_cache(maxsize=None)
def can_kustomize():
    """Components came with kubectl 1.21; Debian 12 has an older one."""
    if not shutil.which("kubectl"):
        return False
    done = subprocess.run(["kubectl", "version", "--client", "--output=json"], capture_output=True, text=True, check=False,
                          timeout=60)
    version = json.loads(done.stdout or "{}").get("clientVersion", {})
    return (int(version.get("major", 0)), int(version.get("minor", "0").strip("+"))) >= (1, 21)


@functools.lru_cache(maxsize=None)
def kustomized(folder):
    """What kubectl makes of a kustomization, as text; ends the one test as skipped where no kubectl can."""
    if not can_kustomize():
        raise unittest.SkipTest("no kubectl of 1.21 or later")
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=False,
                          timeout=60)
    if done.returncode:
        raise AssertionError(f"kubectl kustomize {folder}: {done.stderr}")
    return done.stdout
