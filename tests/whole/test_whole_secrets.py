"""No secret of the vault stands anywhere but in the vault.

The values themselves are searched for, in every form in which they could be written: in settings,
logs, the journal, run records, databases, case folders, on the terminal, in the mail and in the
list of processes with their environments, of the browser and the document reader too. Planted ones
show that the same search finds them.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
import yaml
from mail_sink import Sink, mail_sink
from nights import ROOT, Night, WholeNight
from postgres import PASSWORD, running_postgres
from secrets_searched import Search, Watch, Watched, forms_of, values_of

from devdata import made_up_county

MADE_UP_VAULT = ROOT / "devdata" / "county" / "vault.yaml"
MAIL_PASSWORD = "postin-avain-testi"


@dataclass(frozen=True)
class Small:
    """A small night, with mail and, where it can be had, PostgreSQL."""

    night: Night
    said: bytes
    processes: Watched
    database: bytes | None
    sink: Sink
    search: Search


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    night = Night(tmp_path_factory.mktemp("secrets"))
    ignored = shutil.ignore_patterns(*made_up_county.NOT_THE_COUNTYS)
    shutil.copytree(made_up_county.MADE_UP, night.county, ignore=ignored)
    with running_postgres() as server, mail_sink(night.output, password=MAIL_PASSWORD) as sink:
        vault = night.county / "vault.yaml"
        secrets = yaml.safe_load(vault.read_text("utf-8"))
        secrets |= {"mail": {"password": MAIL_PASSWORD}, "database": {"password": PASSWORD}}
        vault.write_text(yaml.safe_dump(secrets), "utf-8")
        settings = night.county / "county.toml"
        written = settings.read_text("utf-8") + _mail(sink)
        if server is not None:
            address = server.new_database("secrets")
            written = written.replace("[run]\n", f'[run]\ndatabase = "{address}"\n')
        settings.write_text(written, "utf-8")
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), "nightly", "--limit", "2"],
            cwd=night.output,
            env=night.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        with Watch(process.pid) as processes:
            said, _ = process.communicate(timeout=280)
        assert process.returncode == 0, said.decode()
        database = None
        if server is not None:
            database = b"".join(_every_row(server.connected("secrets")))
        yield Small(night, said, processes, database, sink, Search(values_of(vault)))


def _mail(sink: Sink) -> str:
    return (
        f'\n[mail]\nserver = "127.0.0.1"\nport = {sink.port}\naccount = "robotti"\n'
        f'trusted_certificates = "{sink.certificate.as_posix()}"\n'
        'sender = "tuloselvitys@kuusiranta.example"\n'
        'recipients = ["esihenkilo@kuusiranta.example"]\n'
    )


def _every_row(connection: object) -> Iterator[bytes]:
    with connection as opened:  # type: ignore[attr-defined]
        tables = opened.execute(
            "select schemaname, tablename from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert {schema for schema, _ in tables} >= {"dbos", "traffic"}
        for schema, table in tables:
            for (row,) in opened.execute(f'select t::text from "{schema}"."{table}" t').fetchall():
                yield str(row).encode()


def test_the_run_did_use_its_secrets_and_was_looked_at_whole(small: Small) -> None:
    assert small.sink.signed_in == ["robotti"], "the vault's password opened the mail server"
    assert {one["source"] for one in small.night.requests()} >= {"tax_administration", "kela"}
    for program in ("robocorp.tasks", "devdata.standins", "chrom", "multiprocessing"):
        assert small.processes.saw(program), f"{program} was not seen in the list of processes"
    assert any(b"RC_VAULT_SECRETS_FILE" in one for one in small.processes.environments)
    if small.database is not None:
        assert b"T-00" in small.database


def test_no_secret_stands_in_the_list_of_processes_or_their_environments(small: Small) -> None:
    for seen in (small.processes.lines, small.processes.environments):
        assert set().union(*(small.search.in_bytes(one) for one in seen)) == set()


def test_no_secret_stands_in_anything_that_the_run_wrote_said_or_sent(small: Small) -> None:
    vault = small.night.county / "vault.yaml"
    assert small.search.in_files(small.night.output, but=vault) == {}
    assert small.search.in_bytes(small.said) == set()
    assert small.search.in_bytes(b"".join(small.sink.messages)) == set()


def test_no_secret_stands_in_the_shared_database(small: Small) -> None:
    if small.database is None:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    assert small.search.in_bytes(small.database) == set()


def test_no_secret_stands_in_what_a_whole_night_left(whole_night: WholeNight) -> None:
    output = whole_night.night.output
    search = Search(values_of(MADE_UP_VAULT))
    assert (output / "county" / "worker" / "queue.sqlite").exists()
    assert search.in_files(output, but=output / "county" / "vault.yaml") == {}
    assert (
        search.in_bytes(f"{whole_night.first.stdout}{whole_night.first.stderr}".encode()) == set()
    )


def test_the_same_search_finds_what_is_planted(small: Small, tmp_path: Path) -> None:
    values = values_of(small.night.county / "vault.yaml")
    assert {"mail: password", "keys: queue", "tax_administration: software_key"} <= set(values)
    for name, value in values.items():
        for number, form in enumerate(forms_of(value)):
            assert small.search.in_bytes(b"a line " + form + b" and more") >= {name}, number
    password, key = values["mail: password"], values["keys: queue"]
    (tmp_path / "journal.jsonl").write_text(json.dumps({"state": password}), "utf-8")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{password}</t>")
    with sqlite3.connect(tmp_path / "queue.sqlite") as database:
        database.execute("create table rows (content blob)")
        database.execute("insert into rows values (?)", (base64.b64decode(key),))
    found = small.search.in_files(tmp_path)
    assert {name: told for name, told in found.items() if "mail: password" in told}.keys() == {
        "journal.jsonl",
        "book.xlsx",
    }
    assert found["queue.sqlite"] == {"keys: queue"}


def test_the_same_watch_finds_what_is_planted_in_a_process(small: Small) -> None:
    values = values_of(small.night.county / "vault.yaml")
    wait = "import subprocess, sys; print(flush=True); sys.stdin.read()"
    # A process of a process, as the browser is of ours.
    start = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1], sys.argv[2]])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", start, wait, values["mail: password"]],
        env={**os.environ, "PLANTED": values["tax_administration: software_key"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with Watch(process.pid) as seen:
        assert process.stdout is not None
        process.stdout.readline()
        while not seen.saw("print(flush=True)"):
            Event().wait(0.01)
        process.communicate(b"")
    lines = set().union(*(small.search.in_bytes(one) for one in seen.lines))
    told = set().union(*(small.search.in_bytes(one) for one in seen.environments))
    assert lines == {"mail: password"}
    assert "tax_administration: software_key" in told
