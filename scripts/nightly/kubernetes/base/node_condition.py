# SPDX-License-Identifier: Apache-2.0
"""What a node says of itself in Kubernetes: label, annotations and condition made of a verdict."""
import datetime
import urllib.parse

from kube_api import MERGE, STRATEGIC_MERGE, ApiError

CONDITION = "GpuAcceptance"
LABEL = "assay/verdict"
TAINT = {"key": LABEL, "value": "fail", "effect": "NoSchedule"}
MOST_CHARACTERS = 1024


class Outcome:
    """A verdict in the words of Kubernetes: status True is a pass, Unknown is whatever was not judged."""

    def __init__(self, verdict, reason, message, document=""):
        self.verdict, self.reason, self.document = verdict, reason, document
        self.status = {"pass": "True", "fail": "False"}.get(verdict, "Unknown")
        # One line: the columns of kubectl hold no more.
        message = " ".join(message.split())
        self.message = message if len(message) <= MOST_CHARACTERS else message[:MOST_CHARACTERS - 3] + "..."


# Exit codes of assay. What is none of these, such as 137, is not judged either.
OUTCOMES = {
    0: ("pass", "Passed", "every device passes"),
    1: ("fail", "VerdictFailed", "a device fails"),
    2: ("could-not-judge", "WrongUsage", "assay refused its arguments or its input"),
    3: ("could-not-judge", "CouldNotJudge", "something could not be measured or judged"),
    4: ("fail", "WrongAnswer", "a kernel computed a wrong answer"),
}


def outcome_of(code, verdict, document):
    """`verdict` is what `assay verdict --format json` printed, or None; its sentences say more than a code does."""
    word, reason, otherwise = OUTCOMES.get(code, ("could-not-judge", "Died", f"the run ended with exit code {code}"))
    return Outcome(word, reason, sentences_of(verdict) or otherwise, document)


def sentences_of(verdict):
    if not verdict:
        return ""
    summary = verdict["summary"]
    marks = [word.upper() for word in ("simulated", "injected") if summary.get(word)]
    devices = [device for document in verdict["documents"] for device in document.get("devices", [])
               if device["state"] != "pass"]
    told = [f"{device['device']} {device.get('uuid', '')} {device['state']}: "
            f"{device.get('headline') or device['identity']['sentence']}" for device in devices]
    return " ".join(marks) + ": " * bool(marks) + "; ".join([summary["sentence"], *told])


def measuring():
    """What is told before a run: whatever comes of it, nothing says pass until it has passed again."""
    return Outcome("could-not-judge", "Measuring", "an acceptance run has begun and not ended yet")


def not_measured(since):
    return Outcome("could-not-judge", "NotMeasured", f"the last acceptance run that told anything was on {since}")


def condition_of(node):
    for condition in node.get("status", {}).get("conditions", []):
        if condition["type"] == CONDITION:
            return condition
    return {}


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def patch_of(outcome, node, moment):
    """One patch of nodes/status. It takes labels and annotations too, and cannot touch the spec: no cordon, no taint."""
    before = condition_of(node)
    same = before.get("status") == outcome.status
    condition = {"type": CONDITION, "status": outcome.status, "reason": outcome.reason, "message": outcome.message,
                 "lastHeartbeatTime": moment,
                 "lastTransitionTime": before["lastTransitionTime"] if same else moment}
    annotations = {"assay/reason": outcome.message, "assay/told": moment}
    if outcome.document:
        annotations["assay/document"] = outcome.document
    return {"metadata": {"labels": {LABEL: outcome.verdict}, "annotations": annotations},
            "status": {"conditions": [condition]}}


def path_of(name, part=""):
    return f"/api/v1/nodes/{urllib.parse.quote(name, safe='')}{part}"


def tell(api, name, outcome):
    """Sets label, annotations and condition of the node, and makes sure that they are there. Raises ApiError."""
    path = path_of(name, "/status")
    patch = patch_of(outcome, api.request("GET", path), now())
    node = api.request("PATCH", path, patch, STRATEGIC_MERGE)
    if node.get("metadata", {}).get("labels", {}).get(LABEL) != outcome.verdict or \
            condition_of(node).get("reason") != outcome.reason:
        raise ApiError(f"PATCH {path}: the server took the patch and left the node as it was")


def set_taint(api, name, outcome, attempts=5):
    """A node that fails takes no more pods; one that passes does again; without a verdict it stays as it is."""
    if outcome.status == "Unknown":
        return
    for attempt in range(1, attempts + 1):
        node = api.request("GET", path_of(name, "/status"))
        taints = node.get("spec", {}).get("taints", [])
        wanted = [taint for taint in taints if taint["key"] != TAINT["key"]] + \
            [TAINT] * (outcome.verdict == "fail")
        if wanted == taints:
            return
        # The list is replaced as a whole; the version makes sure that nobody changed it since it was read.
        patch = {"metadata": {"resourceVersion": node["metadata"]["resourceVersion"]}, "spec": {"taints": wanted}}
        try:
            api.request("PATCH", path_of(name), patch, MERGE)
            return
        except ApiError as error:
            if error.status != 409 or attempt == attempts:
                raise
