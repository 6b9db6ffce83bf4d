from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_TRY = """
import socket, subprocess, sys
from robots.casework import machine
held = machine.refuse_own_connections()
try:
    socket.socket()
    print("open")
except PermissionError:
    print("refused")
started = "import socket; socket.socket()"
print(held, subprocess.run([sys.executable, "-c", started], capture_output=True).returncode != 0)
"""


@pytest.fixture(scope="module")
def tried() -> list[str]:
    done = subprocess.run([sys.executable, "-c", _TRY], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_process_that_refuses_connections_opens_no_socket(tried: list[str]) -> None:
    assert tried[0] == "refused"


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the kernel holds it on Linux alone",
)
def test_nor_does_any_program_that_it_starts(tried: list[str]) -> None:
    assert tried[1:] == ["True", "True"]
