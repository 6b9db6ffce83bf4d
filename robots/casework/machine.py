"""What differs between operating systems; nothing outside this module is tied to one.

Linux and Windows Server are what counties' robots run on. Paths are :mod:`pathlib`'s and file locks
the library filelock's everywhere, so only these few things remain.
"""

from __future__ import annotations

import importlib
import importlib.util
import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess

from robots.casework.linux_network import refuse_connections


def may_sandbox_a_browser() -> bool:
    """Whether Chromium may use its own sandbox: it refuses to when it runs as root on Linux."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def can_show_a_window() -> bool:
    """Whether somebody in front of this machine, or at its remote desktop, would see a window."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def process_from(module: str) -> Callable[..., BaseProcess]:
    """Makes child processes that take nothing over from this one.

    A fork server, with the child's module loaded, starts one three times as fast; Windows has none.
    """
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([module])
        return context.Process
    return multiprocessing.get_context("spawn").Process


def limit_own_memory(most_bytes: int) -> None:
    """Let this process take no more memory, and leave no dump of it behind.

    Only systems with ``resource`` (Linux, macOS) can; on others the parent's wall clock alone ends
    a process that does not end by itself.
    """
    if importlib.util.find_spec("resource"):
        resource = importlib.import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_own_time(seconds: int) -> None:
    """Let this process run for so many seconds of processor time from now on, where it can be."""
    if importlib.util.find_spec("resource"):
        resource = importlib.import_module("resource")
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + 1 + seconds
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def refuse_own_connections() -> bool:
    """Let this process, and those it starts, open no connection any more; it cannot be undone.

    True where the operating system holds it against any code (Linux on x86-64 and ARM64). On other
    systems (Windows, macOS) only Python's own sockets are refused, here and not in processes that
    this one starts: there the county's firewall must hold the rest.
    """
    if sys.platform == "linux" and refuse_connections():
        return True
    sys.addaudithook(_refuse_sockets)
    return False


def _refuse_sockets(event: str, _: object) -> None:
    if event.startswith("socket."):
        raise PermissionError(event)
