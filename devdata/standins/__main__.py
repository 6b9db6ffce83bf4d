"""All stand-ins in one process: ``python -m devdata.standins``.

Prints one JSON line with each source's settings when everything serves, and serves until told to
stop. Standard output carries that line and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from devdata.standins import (
    incomes_register,
    kela_site,
    population_register,
    tax_administration,
)
from devdata.standins.control import control
from devdata.standins.frame import Certificates, Journal, People, Running, Server

PEOPLE = Path(__file__).parents[1] / "county" / "people"

STANDINS: Sequence[Callable[[People, Certificates, Journal], Running]] = (
    population_register.start,
    incomes_register.start,
    tax_administration.start,
    kela_site.start,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped."""
    options = _parser().parse_args(arguments)
    stopped = _stop_signals()
    if options.watch_stdin:
        Thread(target=_wait_for_end_of_input, args=(stopped,), daemon=True).start()
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="standins-"))
        people = People.load(options.people)
        journal = Journal(options.journal)
        certificates = Certificates(Path(folder))
        settings, switches, loads = {}, {}, {}
        for start in STANDINS:
            running = start(people, certificates, journal)
            if running.latency is not None:
                ms = options.page_latency if running.name == "kela" else options.latency
                running.latency.seconds = ms / 1000
            stack.callback(running.stop)
            settings[running.name] = running.settings
            if running.load is not None:
                loads[running.name] = running.load
            if running.switch is not None:
                switches[running.name] = running.switch
        handle = Server(control(journal, switches, loads))
        stack.callback(handle.stop)
        settings["control"] = {"address": handle.address}
        _tell(json.dumps(settings), options.port_file)
        # In short waits: on Windows a wait without end hears no Ctrl-C.
        while not stopped.wait(0.5):
            pass
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devdata.standins", description=__doc__)
    parser.add_argument("--people", type=Path, default=PEOPLE, help="folder of the people's files")
    parser.add_argument("--journal", type=Path, help="append each request as a JSON line")
    parser.add_argument("--port-file", type=Path, help="write the JSON line here, too")
    parser.add_argument("--latency", type=int, default=0, help="ms that a request waits")
    parser.add_argument("--page-latency", type=int, default=0, help="the same of Kela's site")
    parser.add_argument("--watch-stdin", action="store_true", help="stop when stdin closes")
    return parser


def _tell(line: str, port_file: Path | None) -> None:
    if port_file is not None:
        # Beside first and then in place, so that nobody reads half of it.
        unfinished = port_file.with_name(port_file.name + ".part")
        unfinished.write_text(line, "utf-8")
        unfinished.replace(port_file)
    print(line, flush=True)


def _stop_signals() -> Event:
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def _wait_for_end_of_input(stopped: Event) -> None:
    # The file descriptor itself: a thread that waits in sys.stdin would block the way out.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stopped.set()


if __name__ == "__main__":
    sys.exit(main())
