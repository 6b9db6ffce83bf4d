"""The part of the Incomes Register's reader that lies behind the signature.

No change of bytes comes through a signature. Here whatever is asked to be verified is taken for
verified, so that what a register could sign is read too.
"""

from __future__ import annotations

from fuzz_incomes_register import make_test
from fuzzing import fuzz
from ground import Ground
from judging import Test
from lxml import etree

from robots.incomes_register import channel
from robots.transport.errors import ReplyNotUnderstood
from robots.transport.xml import parse

_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


def take_for_verified() -> None:
    """From now on nothing is signed and nothing is verified in this process."""

    def verify(document: etree._Element, *_: object, **__: object) -> etree._Element:
        for signature in list(document.iter(_SIGNATURE)):
            parent = signature.getparent()
            if parent is None:
                raise ReplyNotUnderstood(why="root")
            parent.remove(signature)
        # As the real one: a document of its own.
        return parse(etree.tostring(document, with_tail=False))

    def sign(document: etree._Element, *_: object) -> bytes:
        return etree.tostring(document)

    channel.verify = verify  # type: ignore[assignment]
    channel.sign = sign  # type: ignore[assignment]


def behind_the_signature(ground: Ground) -> Test:
    """The same test, with nothing before the reports."""
    take_for_verified()
    return make_test(ground)


if __name__ == "__main__":
    fuzz("incomes_register_reports", ["wages", "benefits"], behind_the_signature)
