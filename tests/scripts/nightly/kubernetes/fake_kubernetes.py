# SPDX-License-Identifier: Apache-2.0
"""An API server of Kubernetes for tests: TLS, a token, nodes, CronJobs and Jobs; it keeps what it was asked.

It merges patches as the real one does for the fields that ours touch: conditions by type, all other lists as a whole;
a patch of nodes/status changes labels, annotations and status, and never the spec.
"""
import copy
import http.server
import json
import os
import ssl
import subprocess
import threading
import urllib.parse

TOKEN = "a.token.of.a.pod"
STRATEGIC, MERGE = "application/strategic-merge-patch+json", "application/merge-patch+json"


def make_account(folder):
    """A pod's service account folder and the server's key; the certificate is its own authority."""
    key, authority = os.path.join(folder, "key.pem"), os.path.join(folder, "ca.crt")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", authority, "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True, timeout=60)
    with open(os.path.join(folder, "token"), "w", encoding="ascii") as file:
        file.write(TOKEN + "\n")
    return key, authority


def merged(target, patch, by_type):
    """RFC 7386, but for conditions, which a strategic merge joins by their type."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif name == "conditions" and by_type:
            kept = {condition["type"]: condition for condition in result.get(name, [])}
            for condition in value:
                kept[condition["type"]] = merged(kept.get(condition["type"], {}), condition, by_type)
            result[name] = list(kept.values())
        else:
            result[name] = merged(result.get(name), value, by_type)
    return result


def node_of(name, devices=8, allocatable=None, ready="True", **spec):
    return {"metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}, "resourceVersion": "1"},
            "spec": spec,
            "status": {"capacity": {"nvidia.com/gpu": str(devices)},
                       "allocatable": {"nvidia.com/gpu": str(devices if allocatable is None else allocatable)},
                       "conditions": [{"type": "Ready", "status": ready, "reason": "Kubelet"}]}}


class Refusal(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class FakeKubernetes:
    def __init__(self, folder):
        self.folder = folder
        self.nodes, self.forms, self.jobs = {}, {}, {}
        self.asked = []        # (method, path, body)
        self.answers = []      # statuses to give instead, one for each request to come; a str is sent as the body
        self.retry_after = None
        self.page = 2          # most items of a page
        self.deaf = False      # takes patches of nodes/status and drops what is in them
        self.before_patch = None
        key, authority = make_account(folder)
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self):
                size = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(size)) if size else None
                status, told = owner.serve(self.command, self.path, body, self.headers)
                data = told.encode() if isinstance(told, str) else json.dumps(told).encode()
                self.send_response(status)
                if owner.retry_after and status >= 400:
                    self.send_header("Retry-After", owner.retry_after)
                if status == 307:
                    self.send_header("Location", "https://localhost:1/elsewhere")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = answer

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(authority, key)
        self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def serve(self, method, target, body, headers):
        self.asked.append((method, target, body))
        if self.answers:
            status = self.answers.pop(0)
            if isinstance(status, str):
                return 200, status
            if status:
                return status, {"kind": "Status", "status": "Failure", "message": f"planned {status}", "code": status}
        try:
            if headers.get("Authorization") != f"Bearer {TOKEN}":
                raise Refusal(401, "Unauthorized")
            url = urllib.parse.urlsplit(target)
            parts = [urllib.parse.unquote(part) for part in url.path.strip("/").split("/")]
            return self.route(method, parts, urllib.parse.parse_qs(url.query), body, headers.get("Content-Type"))
        except Refusal as error:
            return error.status, {"kind": "Status", "status": "Failure", "message": str(error), "code": error.status}

    def route(self, method, parts, query, body, kind):
        if parts[:3] == ["api", "v1", "nodes"]:
            if len(parts) == 3 and method == "GET":
                return 200, self.list_nodes(query)
            if len(parts) in (4, 5) and parts[3] in self.nodes:
                return self.one_node(method, parts[3], parts[4:], body, kind)
            raise Refusal(404, f'nodes "{parts[3]}" not found')
        if parts[:2] == ["apis", "batch"] and parts[3] == "namespaces":
            if parts[5] == "cronjobs" and method == "GET":
                if parts[6] not in self.forms:
                    raise Refusal(404, f'cronjobs.batch "{parts[6]}" not found')
                return 200, self.forms[parts[6]]
            if parts[5] == "jobs" and method == "POST":
                name = body["metadata"]["name"]
                if name in self.jobs:
                    raise Refusal(409, f'jobs.batch "{name}" already exists')
                self.jobs[name] = body
                return 201, body
        raise Refusal(404, "the server could not find the requested resource")

    def list_nodes(self, query):
        wanted = dict(pair.split("=") for pair in query.get("labelSelector", [""])[0].split(",") if pair)
        names = [name for name, node in sorted(self.nodes.items())
                 if wanted.items() <= node["metadata"]["labels"].items()]
        begin = int(query.get("continue", ["0"])[0])
        end = begin + min(self.page, int(query["limit"][0]))
        return {"items": [self.nodes[name] for name in names[begin:end]],
                "metadata": {"continue": str(end)} if end < len(names) else {}}

    def one_node(self, method, name, part, body, kind):
        node = self.nodes[name]
        if method == "GET":
            return 200, node
        if kind not in (STRATEGIC, MERGE):
            raise Refusal(415, f"the body of the request was in an unknown format - {kind}")
        if self.before_patch:
            self.before_patch()
        version = body.get("metadata", {}).get("resourceVersion")
        if version and version != self.nodes[name]["metadata"]["resourceVersion"]:
            raise Refusal(409, "the object has been modified")
        changed = merged(self.nodes[name], body, kind == STRATEGIC)
        if part == ["status"]:
            changed["spec"] = node["spec"]
        else:
            changed["status"] = node["status"]
        changed["metadata"]["resourceVersion"] = str(int(node["metadata"]["resourceVersion"]) + 1)
        if not self.deaf:
            self.nodes[name] = changed
        return 200, self.nodes[name]

    def patches(self):
        return [(path, body) for method, path, body in self.asked if method == "PATCH"]

    def condition(self, name, kind="GpuAcceptance"):
        found = [condition for condition in self.nodes[name]["status"]["conditions"] if condition["type"] == kind]
        assert len(found) == 1, found
        return found[0]
