# SPDX-License-Identifier: Apache-2.0
"""Talks to the API server of the cluster that a pod runs in: with its token, over TLS, a bounded number of times."""
import http.client
import json
import os
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request

SERVER = "https://kubernetes.default.svc"
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
STRATEGIC_MERGE = "application/strategic-merge-patch+json"
MERGE = "application/merge-patch+json"
# What may be otherwise a moment later: too many requests, or a server that starts, stops or is overloaded.
WORTH_ANOTHER_TRY = {429, 500, 502, 503, 504}
LONGEST_PAUSE_S = 10


class ApiError(Exception):
    """What was asked, and what came of it. `status` is that of HTTP; 0 where there was no answer."""

    def __init__(self, message, status=0):
        super().__init__(message)
        self.status = status


def reason_of(body):
    """What the server says in a Status object; the beginning of anything else."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if isinstance(told, dict) and told.get("message"):
        return told["message"]
    return body.decode("utf-8", "replace").strip()[:200] or "no reason given"


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is an error: the token is for this server alone."""

    def redirect_request(self, *_):
        return None


class Api:
    def __init__(self, server=SERVER, account=ACCOUNT, attempts=5, timeout_s=20, sleep=time.sleep):
        self.server, self.account = server.rstrip("/"), account
        self.attempts, self.timeout_s, self.sleep = attempts, timeout_s, sleep
        if not self.server.startswith("https://"):
            raise ApiError(f"{server}: the token goes over https alone")
        authority = os.path.join(account, "ca.crt")
        try:
            tls = ssl.create_default_context(cafile=authority)
        except (OSError, ssl.SSLError) as error:
            raise ApiError(f"{authority}: {error}; is the token of a service account mounted?") from error
        # Straight to the server, whatever proxy the image is set to.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay(),
                                                  urllib.request.HTTPSHandler(context=tls))

    def token(self):
        # Read anew each time: the kubelet renews it.
        path = os.path.join(self.account, "token")
        try:
            with open(path, encoding="ascii") as file:
                return file.read().strip()
        except OSError as error:
            raise ApiError(f"{path}: {error}; is the token of a service account mounted?") from error

    def request(self, method, path, body=None, content_type="application/json"):
        """The answer as an object. Raises ApiError, after `attempts` tries where another might have helped."""
        asked = f"{method} {self.server}{path}"
        for attempt in range(1, self.attempts + 1):
            pause = min(2 ** (attempt - 1), LONGEST_PAUSE_S)
            try:
                return self.once(method, path, body, content_type)
            except urllib.error.HTTPError as error:
                failure = ApiError(f"{asked}: {error.code}: {reason_of(error.read())}", error.code)
                if error.code not in WORTH_ANOTHER_TRY:
                    raise failure from error
                pause = min(seconds_of(error.headers.get("Retry-After"), pause), LONGEST_PAUSE_S)
            except (OSError, http.client.HTTPException) as error:
                told = getattr(error, "reason", error)
                failure = ApiError(f"{asked}: {told}")
                if isinstance(told, ssl.SSLCertVerificationError):
                    raise failure from error
            except ValueError as error:
                raise ApiError(f"{asked}: the answer is no JSON: {error}") from error
            if attempt < self.attempts:
                self.sleep(pause)
        raise ApiError(f"{failure} (tried {self.attempts} times)", failure.status)

    def once(self, method, path, body, content_type):
        request = urllib.request.Request(self.server + path, method=method, headers={
            "Authorization": f"Bearer {self.token()}", "Accept": "application/json", "User-Agent": "assay-nightly"})
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", content_type)
        with self.opener.open(request, timeout=self.timeout_s) as answer:
            return json.load(answer)

    def listed(self, path, **query):
        """All items of a list, page by page."""
        while True:
            page = self.request("GET", f"{path}?{urllib.parse.urlencode({'limit': 500, **query})}")
            yield from page.get("items", [])
            rest = page.get("metadata", {}).get("continue")
            if not rest:
                return
            query["continue"] = rest


def seconds_of(text, otherwise):
    return int(text) if text and text.isdigit() else otherwise
