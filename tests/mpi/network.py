"""Hosts made of nothing: network namespaces with names of their own, on a bridge that is in a namespace too.

Nothing outside the namespaces is touched, and all of it goes when the namespaces are deleted.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import shutil
import signal
import subprocess

# As of a small office; a slow link stands out, whatever the processors of this machine do meanwhile.
RATE, SLOW_RATE = "40mbit", "4mbit"


def ip(*words):
    return run("ip", *words)


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)
    if done.returncode != 0:
        raise OSError(f"{' '.join(words)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


class Network:
    """host0, host1, ... in namespaces; host i has 10.86.0.(i + 1)."""

    def __init__(self, hosts, slow=()):
        self.prefix = f"assay{os.getpid()}"
        self.hosts = range(hosts)
        self.made = []
        try:
            self.build(slow)
        except BaseException:
            self.remove()
            raise

    def name(self, host):
        return f"{self.prefix}h{host}"

    @staticmethod
    def address(host):
        return f"10.86.0.{host + 1}"

    def add_namespace(self, name):
        ip("netns", "add", name)
        self.made.append(name)
        ip("-n", name, "link", "set", "lo", "up")

    def build(self, slow):
        switch = f"{self.prefix}sw"
        self.add_namespace(switch)
        ip("-n", switch, "link", "add", "bridge0", "type", "bridge")
        ip("-n", switch, "link", "set", "bridge0", "up")
        for host in self.hosts:
            name = self.name(host)
            self.add_namespace(name)
            ip("-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", f"port{host}",
               "netns", switch)
            ip("-n", name, "addr", "add", f"{self.address(host)}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", switch, "link", "set", f"port{host}", "master", "bridge0", "up")
            rate = SLOW_RATE if host in slow else RATE
            self.limit(name, "eth0", rate)
            self.limit(switch, f"port{host}", rate)

    @staticmethod
    def limit(namespace, device, rate):
        run("tc", "-n", namespace, "qdisc", "add", "dev", device, "root", "tbf", "rate", rate,
            "burst", "64kb", "latency", "300ms")

    def processes(self, host):
        """Ids of what runs on a host: mpirun's daemons there are no children of anybody here."""
        return [int(word) for word in ip("netns", "pids", self.name(host)).split()]

    def remove(self):
        for name in reversed(self.made):
            left = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True,
                                  timeout=20, check=False)
            for process in left.stdout.split():
                try:
                    os.kill(int(process), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            subprocess.run(["ip", "netns", "del", name], capture_output=True, timeout=20, check=False)
        self.made = []

    def agent(self, folder):
        """What mpirun calls instead of ssh: AGENT ADDRESS COMMAND..."""
        script = pathlib.Path(folder) / "agent"
        script.write_text("#!/bin/sh\n"
                          "# The last number of the address tells the host.\n"
                          "host=$((${1##*.} - 1)); shift\n"
                          f'exec ip netns exec {self.prefix}h$host unshare --uts sh -c '
                          "'hostname host'$host' && exec sh -c \"$0\"' \"$*\"\n")
        script.chmod(0o755)
        return str(script)

    def on_host(self, host, command):
        """The command as it is run on a host."""
        return ["ip", "netns", "exec", self.name(host), "unshare", "--uts", "sh", "-c",
                f'hostname host{host} && exec "$@"', "sh", *command]

    def options(self, folder, ranks_a_host=1):
        """Of an mpirun that is started on host 0."""
        hosts = ",".join(f"{self.address(host)}:{ranks_a_host}" for host in self.hosts)
        return ["--host", hosts, "--map-by", "node", "--mca", "plm_rsh_agent", self.agent(folder),
                "--mca", "plm_rsh_no_tree_spawn", "1", "--mca", "orte_keep_fqdn_hostnames", "1",
                "--mca", "oob_tcp_if_include", "eth0", "--mca", "btl_tcp_if_include", "eth0"]


def why_no_network():
    """Why no hosts can be made here; empty: they can."""
    for program in ("ip", "tc", "unshare"):
        if not shutil.which(program):
            return f"no {program} here (Debian: iproute2, util-linux)"
    try:
        Network(1).remove()
    except OSError as error:
        return f"network namespaces with limited links cannot be made here: {error}"
    return ""
