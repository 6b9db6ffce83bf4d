"""How one fuzzer runs: ``python fuzz_NAME.py --ground FOLDER [libFuzzer's own arguments]``."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["robots"]):
    import ground
    import judging

from ground import Ground, Subject
from judging import Findings, Test
from mutating import Change, mutator, whichever
from wire import Wire, replies_in

from robots.population_register.errors import CredentialsRefused


def fuzz(
    name: str,
    seeds: Iterable[str],
    make_test: Callable[[Ground], Test],
    *,
    change: Change = whichever,
) -> None:
    """Run until libFuzzer's arguments say that it is enough.

    Args:
        name: the fuzzer's; its findings and what it grows from its seeds lie under it.
        seeds: names of the ground's folders of seeds.
        make_test: makes what is called with each input; whatever it raises is judged.
        change: how an input's body is changed besides the fuzzer's own changes of bytes.
    """
    place = sys.argv.index("--ground")
    base = ground.make(Path(sys.argv.pop(place + 1)))
    del sys.argv[place]
    inputs = [one for one in sys.argv[1:] if not one.startswith("-")]
    findings = Findings(base.folder / "findings" / name, again=bool(inputs))
    test = make_test(base)

    def one_input(data: bytes) -> None:
        findings.judge(data, lambda: test(data))

    if inputs:
        # Inputs by name are run once each: what was found, after it was mended.
        arguments = sys.argv
    else:
        corpus = base.folder / "corpus" / name
        corpus.mkdir(parents=True, exist_ok=True)
        for folder in seeds:
            for seed in base.seeds(folder).iterdir():
                shutil.copy(seed, corpus / f"{folder}-{seed.name}")
        arguments = [*sys.argv, str(corpus)]
    atheris.Setup(arguments, one_input, custom_mutator=mutator(change))
    atheris.Fuzz()


class Asking:
    """A source that is asked again and again; a new one when it has stopped itself."""

    def __init__(self, base: Ground, subject: Subject) -> None:
        self.world = base.world()
        self.wire = Wire()
        self.wire.cut()
        self._base = base
        self._subject = subject
        self._source: Any = base.source(subject, self.world)

    def about_somebody(self, numbers: Callable[[bytes], set[Any]]) -> Test:
        """The test that asks about the person of all seeds, and judges what comes of it."""

        def test(data: bytes) -> None:
            replies = replies_in(data)
            self.wire.answer_with(replies)
            self.world.rows.clear()
            try:
                answer = self._subject.ask_it(self._source, ground.PERSON)
            except CredentialsRefused:
                # Nothing would be sent any more.
                self._source = self._base.source(self._subject, self.world)
                raise
            finally:
                self._check_rows()
            bodies = [reply.body for reply in self.wire.used]
            judging.check_answer(answer, bodies, numbers)

        return test

    def _check_rows(self) -> None:
        before, after = self.world.rows[::2], self.world.rows[1::2]
        asked = [row.outcome for row in before]
        if len(before) != len(after) or set(asked) != {"asked"}:
            raise judging.Finding("an attempt without its two rows")
