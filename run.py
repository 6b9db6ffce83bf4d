#!/usr/bin/env python3
"""The door: prepares the machine once, then hands over to ``python -m robocorp.tasks``.

Needs Python 3.11 or newer and nothing else. It makes ``.venv`` from the committed lock (with uv
where it is installed, else pip; no compiler is needed), makes sure that there is a browser, and
starts the task. With ``--county`` it installs nothing: a production machine is prepared by
``python3 run.py setup``. What a task has to say as its result goes to stdout; all else to stderr.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tasks.machine import (
    BROWSER_SETTING,
    PYTHON,
    ROOT,
    RUN_LOCK,
    TEST_LOCK,
    Missing,
    find_browser,
    find_or_install_browser,
    install_what_tests_use,
    prepare,
    require_prepared,
    say,
)

RESULT_SETTING = "DETERMINATION_RESULT"
REASON_SETTING = "DETERMINATION_REASON"
OUTPUT_SETTING = "DETERMINATION_OUTPUT"
#: As the settings name them.
SOURCES = ("population_register", "incomes_register", "tax_administration", "kela", "documents")
LAW_MODULE = "robots.feelaw.law_report"
#: robocorp-tasks misses its truststore; every connection of ours names what it trusts.
NOT_WORTH_A_WARNING = "ignore:Usage of the native system certificate stores"


def main(arguments: list[str]) -> int:
    options = read_arguments(arguments)
    try:
        return options.door(options)
    except Missing as missing:
        say(str(missing))
        return 1


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__.splitlines()[0])
    doors = parser.add_subparsers(dest="task", required=True, metavar="DOOR")

    def door(name: str, does: str, function: object) -> argparse.ArgumentParser:
        made = doors.add_parser(name, help=does, description=does)
        made.set_defaults(door=function)
        return made

    setup = door("setup", "prepare this machine once", prepare_machine)
    setup.add_argument("--wheels", metavar="DIR", help="install from this folder, not the network")

    nightly = door("nightly", "every due case of the county", run_task)
    nightly.add_argument("--limit", type=at_least_one, metavar="N", help="at most so many cases")

    case = door("case", "one case now", run_task)
    case.add_argument("case_id", metavar="CASE_ID")
    case.add_argument("--requested-by", required=True, metavar="WHO", help="who asks")
    case.add_argument(
        "--reason", required=True, type=some_text, metavar="TEXT", help="why, for the access log"
    )

    for asking_now in (case, nightly):
        asking_now.add_argument(
            "--dry-run", action="store_true", help="whom it would ask for what; asks nobody"
        )

    worker = door("worker", "one more worker for the county's running work", run_task)
    stop = door("stop", "end the running work gracefully", run_task)
    retry = door("retry", "the failed and incomplete cases of the last run again", run_task)
    pause = door("pause", "hold a source back, for all workers", run_task)
    resume = door("resume", "ask a held source again", run_task)
    cancel = door("cancel", "take a case out of the queue", run_task)
    retract = door("retract", "take a delivered version out of the case folder", run_task)
    purge = door("purge", "destroy what the worker has kept its time, and prove it", run_task)
    for of_source in (pause, resume):
        of_source.add_argument("source", metavar="SOURCE", choices=SOURCES, help=", ".join(SOURCES))
    for of_case in (cancel, retract):
        of_case.add_argument("case_id", metavar="CASE_ID")
    retract.add_argument("version", type=at_least_one, metavar="VERSION", help="its number")
    for by_somebody in (stop, retry, pause, resume, cancel, retract):
        must_say = by_somebody in (cancel, retract)
        by_somebody.add_argument(
            "--requested-by", required=must_say, metavar="WHO", help="who asks"
        )
        by_somebody.add_argument(
            "--reason", required=must_say, type=some_text, metavar="TEXT", help="why"
        )

    report = door("report", "write a run's report again", run_task)
    report.add_argument("--run", metavar="ID", help="the run; the latest when not given")
    report.add_argument(
        "--expect-within",
        type=at_least_one,
        metavar="HOURS",
        help="an alert, and status 1, when no run has ended within so many hours",
    )

    check = door("check", "whether every interface works, without any client's data", run_task)

    vouchers = door("vouchers", "the import file of the voucher system", run_task)

    sign_in = door("kela-login", "an official signs in to Kela; the robot goes on", run_task)
    sign_in.set_defaults(window=True)

    log = door("accesslog", "the access log: prove it, look into it, destroy what is old", run_task)
    what = log.add_mutually_exclusive_group(required=True)
    what.add_argument("--verify", action="store_true", help="prove that no row is changed or gone")
    what.add_argument(
        "--person",
        action="store_true",
        help="what a person has the right to see; the identity code is asked for, or read from "
        "standard input: it must not stand in the list of processes",
    )
    what.add_argument("--case", metavar="CASE_ID", help="every request of a case")
    what.add_argument("--export", metavar="FILE", help="the whole log into a new file")
    what.add_argument("--purge", action="store_true", help="destroy what is 12 years old")
    log.add_argument("--against", metavar="FILE", help="with --verify: an earlier proof as JSON")
    log.add_argument("--requested-by", metavar="WHO", help="who looks; one of the log's readers")
    log.add_argument("--reason", type=some_text, metavar="TEXT", help="why; it is logged")

    incident = door("incident", "a page of Kela's that stopped a visit, decrypted", run_task)
    incident.add_argument("file", metavar="FILE", help="the encrypted incident, or its name alone")
    incident.add_argument("--into", metavar="DIR", help="a new folder; else one beside the file")
    incident.add_argument("--requested-by", required=True, metavar="WHO", help="a log reader")
    incident.add_argument("--reason", required=True, type=some_text, metavar="TEXT", help="why")

    for with_json in (check, log, purge):
        with_json.add_argument("--json", action="store_true", help="as JSON")

    at_work = (worker, stop, retry, pause, resume, cancel, retract, purge)
    for with_county in (nightly, case, *at_work, report, check, vouchers, sign_in, log, incident):
        with_county.add_argument("--county", metavar="DIR", help="a county of one's own")
    for with_fresh in (nightly, case):
        with_fresh.add_argument(
            "--fresh", action="store_true", help="start the made-up county over"
        )

    fee = door("fee", "fee preview of written-down cases, as JSON", run_module("robots.feelaw"))
    fee.add_argument("file", metavar="FILE.yaml")
    fee.add_argument("--county", metavar="DIR", help="with this county's own decisions")

    law = door("law", "the table of the law, as an officer reads it", run_module(LAW_MODULE))
    law.add_argument("--json", action="store_true", help="the same as JSON")
    law.add_argument("--language", choices=("fi", "sv"), help="Finnish (the default) or Swedish")
    law.add_argument("--day", metavar="YYYY-MM-DD", help="only what holds on this day")
    law.add_argument("--today", metavar="YYYY-MM-DD", help="the day to look from; else today")

    read = door("read", "what the reader makes of a PDF, as JSON", run_module("robots.documents"))
    read.add_argument("file", metavar="FILE.pdf", help="or a folder: one line of JSON a file")
    read.add_argument("--password", metavar="P")
    read.add_argument("--explain", action="store_true", help="as text: why it is read as it is")
    read.add_argument("--kind", metavar="KIND", help="with --explain: beside this layout")
    read.add_argument("--layouts", metavar="DIR", help="layouts to try instead of ours")
    read.add_argument("--language", choices=("fi", "sv"), help="of --explain; Finnish if not given")

    door("standins", "only the stand-ins; prints their addresses", run_module("devdata.standins"))

    test = door("test", "all tests, as CI runs them", run_tests)
    test.add_argument("rest", nargs=argparse.REMAINDER, help="passed on to pytest")

    bench = door("bench", "how fast the parts are, beside plain work", run_bench)
    bench.add_argument("rest", nargs=argparse.REMAINDER, help="names of benches; all when none")
    return parser.parse_args(arguments)


# --- the doors -----------------------------------------------------------------------------------


def prepare_machine(options: argparse.Namespace) -> int:
    prepare(RUN_LOCK, wheels=options.wheels)
    say(f"Ready: {PYTHON} and {find_or_install_browser()}")
    return 0


def run_task(options: argparse.Namespace) -> int:
    """Hand over to robocorp-tasks: one task, one log folder, the result file's text on stdout."""
    if options.county:
        require_prepared()
        browser = find_browser()
    else:
        prepare(RUN_LOCK)
        browser = find_or_install_browser()
    if getattr(options, "window", False):
        browser = find_browser(with_window=True) or browser
    name = options.task.replace("-", "_")
    named = {
        key: value
        for key, value in vars(options).items()
        if key not in ("task", "door", "reason", "window") and value not in (None, False)
    }
    for folder_or_file in ("county", "export", "against", "file", "into"):
        if named.get(folder_or_file):
            named[folder_or_file] = str(Path(named[folder_or_file]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result"
        command = [str(PYTHON), "-m", "robocorp.tasks", "run"]
        command += [str(ROOT / "tasks" / f"{name}_task.py"), "-t", name]
        command += ["-o", str(output_folder() / options.task), "--"]
        command += [f"--{key}={value}" for key, value in named.items()]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(
                **{
                    RESULT_SETTING: str(result),
                    BROWSER_SETTING: browser or "",
                    # Not an argument: those stand in the log and in the list of processes.
                    REASON_SETTING: getattr(options, "reason", None) or "",
                }
            ),
            stdout=sys.stderr,  # robocorp prints its banner there
        ) as process:
            # The task ends gracefully, and its result is handed over as ever.
            signal.signal(signal.SIGTERM, lambda *_: process.terminate())
            if hasattr(signal, "SIGBREAK"):  # on Windows it comes to the task itself, too
                signal.signal(signal.SIGBREAK, signal.SIG_IGN)
            ended = process.wait()
        if result.exists():
            sys.stdout.write(result.read_text("utf-8"))
    return ended


def run_module(module: str) -> Callable[[argparse.Namespace], int]:
    """A door that needs no task: the module's own output is the result."""

    def run(options: argparse.Namespace) -> int:
        if getattr(options, "county", None):
            require_prepared()
        else:
            prepare(RUN_LOCK)
        command = [str(PYTHON), "-m", module]
        if getattr(options, "file", None):
            command.append(options.file)
        if getattr(options, "county", None):
            command.append(f"--county={options.county}")
        for name in ("json", "explain"):
            if getattr(options, name, False):
                command.append(f"--{name}")
        for name in ("password", "kind", "layouts", "language", "day", "today"):
            if getattr(options, name, None):
                command.append(f"--{name}={getattr(options, name)}")
        try:
            return subprocess.run(command, env=environment(), check=False).returncode
        except KeyboardInterrupt:
            return 0

    return run


def run_tests(options: argparse.Namespace) -> int:
    """Everything that CI checks: form, types, floors of the house, behaviour."""
    prepare(TEST_LOCK)
    browser = find_or_install_browser()
    install_what_tests_use()
    python = str(PYTHON)
    # Half of the tests' time is waiting for other processes: one at a time more than processors.
    at_once = str((os.cpu_count() or 1) + 1)
    checks = [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "mypy"],
        [str(PYTHON.parent / "lint-imports")],
        [python, "-m", "pytest", "-n", at_once, "--dist", "loadgroup", *options.rest],
    ]
    failed = 0
    for check in checks:
        done = subprocess.run(
            check, cwd=ROOT, env=environment(**{BROWSER_SETTING: browser}), check=False
        )
        failed = failed or done.returncode
    return failed


def run_bench(options: argparse.Namespace) -> int:
    """Medians and ratios, side by side in one run; the JSON goes to ``output/bench.json``."""
    prepare(TEST_LOCK)
    browser = find_or_install_browser()
    install_what_tests_use()
    return subprocess.run(
        [str(PYTHON), str(ROOT / "tests" / "bench"), *options.rest],
        cwd=ROOT,
        env=environment(**{BROWSER_SETTING: browser}),
        check=False,
    ).returncode


# --- small things ------------------------------------------------------------------------------


def environment(**settings: str) -> dict[str, str]:
    """Ours to be found from any folder, and UTF-8 on every system."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": NOT_WORTH_A_WARNING,
        **{key: value for key, value in settings.items() if value},
    }


def at_least_one(written: str) -> int:
    """A number of cases, as argparse takes it."""
    number = int(written)
    if number < 1:
        raise ValueError
    return number


def some_text(written: str) -> str:
    """A text that is not empty, as argparse takes it."""
    if not written.strip():
        raise ValueError
    return written


def output_folder() -> Path:
    """Where logs and the made-up county go: ``output``, unless a setting names another folder."""
    return Path(os.environ.get(OUTPUT_SETTING) or ROOT / "output")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):  # a file or pipe on Windows would be told in its own
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
