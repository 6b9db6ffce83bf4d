"""Prepares a machine: the packages of the lock in ``.venv``, a browser, what some tests use.

``run.py`` calls this before anything is installed: it needs Python's own library and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PREPARED: Final = VENV / "prepared.json"
RUN_LOCK: Final = ROOT / "requirements.lock"
TEST_LOCK: Final = ROOT / "requirements-test.lock"

BROWSER_SETTING: Final = "DETERMINATION_BROWSER"
BROWSERS_ON_PATH: Final = ("chromium-headless-shell", "chromium", "google-chrome")
BROWSERS_ON_WINDOWS: Final = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
BROWSER_PACKAGES: Final = ("chromium-headless-shell", "chromium")
PROGRAMS_OF_TESTS: Final[tuple[tuple[str, Callable[[], bool], tuple[str, ...]], ...]] = (
    ("LibreOffice Calc", lambda: shutil.which("soffice") is not None, ("libreoffice-calc",)),
    (
        "PostgreSQL",
        lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        ("postgresql",),
    ),
)


class Missing(Exception):
    """What is missing, in one line, when the work cannot go on."""


# --- packages ------------------------------------------------------------------------------------


def prepare(lock: Path, wheels: str | None = None) -> None:
    """Make ``.venv`` hold what the lock says; does nothing when it already does.

    Raises:
        Missing: the packages cannot be installed here.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts it may have an older one
        raise Missing("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    if is_prepared(lock):
        return
    uv = shutil.which("uv")
    if not PYTHON.exists():
        say("Making .venv …")
        make = [sys.executable, "-m", "venv", str(VENV)]
        if uv is not None:
            make = [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
        must(make, "the package python3-venv is missing (Debian: apt-get install python3-venv)")
    say("Installing packages from the lock (a minute or so, once) …")
    if uv is not None:
        install = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        if not has_pip():
            must(
                [str(PYTHON), "-m", "ensurepip"], "the packages in .venv cannot be changed: no pip"
            )
        install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install += ["--no-deps", "--require-hashes", "-r", str(lock)]
    if wheels:
        install += ["--no-index", "--find-links", wheels]
    otherwise = "the packages could not be installed: see the lines above"
    if wheels:
        otherwise += "; the folder must hold every package of the lock, and setuptools"
        otherwise += " (resources/schedules/README.md)"
    must(install, otherwise)
    satisfied = [*prepared_locks(), fingerprint(lock)]
    if lock == TEST_LOCK:
        satisfied.append(fingerprint(RUN_LOCK))  # the test lock holds all of it
    PREPARED.write_text(json.dumps(sorted(set(satisfied))), "utf-8")


def has_pip() -> bool:
    """Whether pip is in ``.venv``: uv makes it without."""
    ask = [str(PYTHON), "-c", "import pip"]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0


def require_prepared() -> None:
    """See that the machine is prepared; nothing is installed.

    Raises:
        Missing: it is not, for this version.
    """
    if not is_prepared(RUN_LOCK):
        raise Missing("This machine is not prepared for this version: run  python3 run.py setup")


def is_prepared(lock: Path) -> bool:
    """Whether ``.venv`` holds what the lock says."""
    return PYTHON.exists() and fingerprint(lock) in prepared_locks()


def prepared_locks() -> list[str]:
    """The fingerprints of the locks that ``.venv`` satisfies."""
    if not PREPARED.exists():
        return []
    locks: list[str] = json.loads(PREPARED.read_text("utf-8"))
    return locks


def fingerprint(lock: Path) -> str:
    """What changes with the lock and with Python's version."""
    version = ".".join(map(str, sys.version_info[:2]))
    return hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()


# --- programs ------------------------------------------------------------------------------------


def find_browser(*, with_window: bool = False) -> str | None:
    """The setting's, then Debian's and Google's on the path, Windows' own, Playwright's own.

    ``with_window``: one that a person can look at.
    """
    setting = os.environ.get(BROWSER_SETTING)
    if setting:
        if not Path(setting).exists():
            raise Missing(f"{BROWSER_SETTING} names no browser: {setting}")
        return setting
    for name in BROWSERS_ON_PATH[1:] if with_window else BROWSERS_ON_PATH:
        found = shutil.which(name)
        if found:
            return found
    for folder in (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)")):
        for below in BROWSERS_ON_WINDOWS:
            if folder and (Path(folder) / below).exists():
                return str(Path(folder) / below)
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as it: print(it.chromium.executable_path)"
    )
    python = (
        str(PYTHON) if PYTHON.exists() else sys.executable
    )  # rcc makes an environment of its own
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    own = answer.stdout.strip()
    return own if answer.returncode == 0 and own and Path(own).exists() else None


def find_or_install_browser() -> str:
    """The browser; Debian's own is installed where none is found.

    Raises:
        Missing: there is none, and none could be installed.
    """
    found = find_browser()
    if found:
        return found
    say("Installing Debian's Chromium …")
    for package in BROWSER_PACKAGES:
        if install_from_debian(package):
            break
    found = find_browser()
    if not found:
        raise Missing(
            "No browser: install chromium-headless-shell, chromium or Google Chrome, "
            f"or set {BROWSER_SETTING}"
        )
    return found


def install_what_tests_use() -> None:
    """Programs that some tests judge by; where one cannot be had, those tests skip and say so."""
    for name, is_there, packages in PROGRAMS_OF_TESTS:
        if not is_there():
            say(f"Installing {name}, which some tests use …")
            if not install_from_debian(*packages):
                say(f"{name} could not be installed: its tests are skipped")


def install_from_debian(*packages: str) -> bool:
    """Whether apt-get could install them: as root, or where sudo asks for no password."""
    apt = shutil.which("apt-get")
    as_root = [] if getattr(os, "geteuid", lambda: 1)() == 0 else ["sudo", "-n"]
    if not apt or (as_root and not shutil.which("sudo")):
        return False
    install = [*as_root, apt, "install", "-y", "--no-install-recommends", *packages]
    for command in (install, [*as_root, apt, "update"], install):
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        if command is install and done.returncode == 0:
            return True
    return False


def must(command: list[str], otherwise: str) -> None:
    """Run quietly; what the command said is shown only when it failed."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        say(done.stdout[-2000:])
        raise Missing(otherwise)


def say(line: str) -> None:
    """One line to whoever started it; standard output is for results."""
    print(line, file=sys.stderr, flush=True)
