# SPDX-License-Identifier: Apache-2.0
"""What does one call of a program take: seconds, peak memory, and what it exits with?"""
import os
import subprocess
import time


def measure(command, folder, codes=(0, 1, 3)):
    """Wall seconds, peak bytes and exit code of one call in `folder`; what it prints goes to a file there, as a
    report would. Any other exit code than `codes` is no measurement."""
    with open(os.path.join(folder, "report"), "wb") as report:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=report, stderr=subprocess.PIPE, cwd=folder)
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
    process.returncode = code = os.waitstatus_to_exitcode(status)
    if code not in codes:
        raise ValueError(f"{' '.join(command[:3])} ... exited with {code}: "
                         f"{said.decode(errors='replace')[:500]}")
    return {"seconds": seconds, "bytes": used.ru_maxrss * 1024, "code": code}
