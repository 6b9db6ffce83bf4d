"""The answers to connection tests: SendEcho, the status service, X-Road's list of services, a key.

What is signed is taken for verified, or nothing of ours would come through.
"""

from __future__ import annotations

from fuzz_incomes_register_reports import take_for_verified
from fuzzing import fuzz
from ground import CHANGE, Ground, checks
from judging import Finding, Test
from wire import Wire, replies_in

from robots.casework.checks import Verdict
from robots.casework.texts import Language


def make_test(base: Ground) -> Test:
    """Each source's test is answered with the same replies, one after the other."""
    take_for_verified()
    world, wire = base.world(), Wire()
    wire.cut()
    sources = {name: base.source(subject, world) for name, subject in checks()}

    def test(data: bytes) -> None:
        for name, subject in checks():
            wire.answer_with(replies_in(data))
            told = sources[name].check()
            for check in told:
                for language in Language:
                    if check.advice is not None:
                        check.advice.in_words(language).encode()
            if world.rows:
                raise Finding("a connection test about somebody")
            if subject is CHANGE and any(check.permit is Verdict.FAILED for check in told):
                # After a refused password nothing would be sent any more.
                sources[name] = base.source(subject, world)

    return test


if __name__ == "__main__":
    fuzz("connection_tests", [name for name, _ in checks()], make_test)
