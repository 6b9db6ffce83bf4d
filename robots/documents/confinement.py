"""Limits that the operating system puts on the process that reads strangers' files.

Only systems with ``resource`` (Linux, macOS) can limit memory and processor time from within; on
others the parent's wall clock alone ends a reading that does not end by itself.
"""

from __future__ import annotations

import importlib
import importlib.util

from robots.documents.settings import Limits

_BYTES_A_MEGABYTE = 1024 * 1024


def confine_memory(limits: Limits) -> None:
    """Let this process take no more memory than the limits allow."""
    if importlib.util.find_spec("resource"):
        resource = importlib.import_module("resource")
        most = limits.memory_megabytes * _BYTES_A_MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def confine_time(limits: Limits) -> None:
    """Let this process run for so many seconds of processor time from now on."""
    if importlib.util.find_spec("resource"):
        resource = importlib.import_module("resource")
        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime) + 1 + limits.seconds
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
