"""A made-up register for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from population_register_world import CODE, Register

from devdata.standins.frame import Certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def register_with(tmp_path: Path, certificates: Certificates) -> Iterator[Callable[..., Register]]:
    """Makes a register that has these facts on the client."""
    with ExitStack() as stack:

        def make(
            of_spouse: dict[str, Any] | None = None, code: str = CODE, **facts: Any
        ) -> Register:
            made = Register(tmp_path, certificates, facts, of_spouse, code)
            stack.callback(made.running.stop)
            return made

        yield make
