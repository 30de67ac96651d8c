"""A package of PyPI at a pinned version, kept in build/python; None where it cannot be had."""
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).resolve().parents[2] / "build" / "python"
SECONDS_AT_MOST = 100


def package_folder(name, version):
    """The folder to import it from, its dependencies left out."""
    folder = KEPT / f"{name}-{version}"
    if folder.is_dir():
        return folder
    KEPT.mkdir(parents=True, exist_ok=True)
    fresh = tempfile.mkdtemp(dir=KEPT)
    try:
        done = subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                               "--retries", "1", "--timeout", "15", "--no-deps", "--only-binary", ":all:",
                               "--target", fresh, f"{name}=={version}"], capture_output=True, timeout=SECONDS_AT_MOST)
        if done.returncode != 0:
            return None
        os.rename(fresh, folder)  # another test may have been faster
    except (OSError, subprocess.TimeoutExpired):
        pass
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder if folder.is_dir() else None
