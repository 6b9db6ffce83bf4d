"""Linux alone: a filter in the kernel that lets a process open no connection, whatever code runs.

A seccomp filter needs no privilege, cannot be taken off, and holds for every process that is
started from the filtered one. The numbers of the system calls are the kernel's own tables for each
machine (``asm/unistd.h``), the layout of the filter is ``linux/seccomp.h`` and ``linux/filter.h``.
"""

from __future__ import annotations

import ctypes
import platform
import struct
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_MODE_FILTER: Final = 2

_LOAD_WORD: Final = 0x20
_JUMP_IF_EQUAL: Final = 0x15
_JUMP_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050001  # the call fails with EPERM
_KILL: Final = 0x80000000
_NUMBER_AT: Final = 0
_MACHINE_AT: Final = 4
#: Calls of the x32 kind have numbers of their own; ours are none of them.
_OTHER_KIND: Final = 0x40000000


class _Machine(NamedTuple):
    mark: int
    """What the kernel calls the machine (``AUDIT_ARCH_…``)."""
    refused: tuple[int, ...]
    """socket, connect, bind, socketpair; ptrace, process_vm_readv, process_vm_writev (another
    process's memory); io_uring_setup (a way round); pidfd_getfd (another process's sockets)."""


_MACHINES: Final[Mapping[str, _Machine]] = {
    "x86_64": _Machine(0xC000003E, (41, 42, 49, 53, 101, 310, 311, 425, 438)),
    "aarch64": _Machine(0xC00000B7, (198, 203, 200, 199, 117, 270, 271, 425, 438)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def refuse_connections() -> bool:
    """Put the filter on this process, for good; False where the kernel or the machine has none."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    steps = b"".join(_steps(machine))
    program = _Program(len(steps) // 8, steps)
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    done: int = library.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0)
    return done == 0


def _steps(machine: _Machine) -> Iterator[bytes]:
    def step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_so, if_not, value)

    yield step(_LOAD_WORD, _MACHINE_AT)
    yield step(_JUMP_IF_EQUAL, machine.mark, if_so=1)
    yield step(_RETURN, _KILL)
    yield step(_LOAD_WORD, _NUMBER_AT)
    yield step(_JUMP_IF_AT_LEAST, _OTHER_KIND, if_so=len(machine.refused) + 1)
    for index, number in enumerate(machine.refused):
        yield step(_JUMP_IF_EQUAL, number, if_so=len(machine.refused) - index)
    yield step(_RETURN, _ALLOW)
    yield step(_RETURN, _REFUSE)
