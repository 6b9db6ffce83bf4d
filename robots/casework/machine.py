"""What differs between operating systems; nothing outside this module is tied to one.

Linux and Windows Server are what counties' robots run on. Paths are :mod:`pathlib`'s and file locks
the library filelock's everywhere, so only these few things remain.
"""

from __future__ import annotations

import importlib
import os
import sys


def may_sandbox_a_browser() -> bool:
    """Whether Chromium may use its own sandbox: it refuses to when it runs as root on Linux."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def limit_this_process(memory_bytes: int, cpu_seconds: int) -> None:
    """Cap this process's memory and CPU time, where the system can; elsewhere the parent's wall
    clock alone stops it (Windows)."""
    if sys.platform == "win32":
        return
    resource = importlib.import_module("resource")
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))


def child_start_method() -> str:
    """How a child process is started: a fork server is three times as fast where it exists."""
    return "spawn" if sys.platform == "win32" else "forkserver"
