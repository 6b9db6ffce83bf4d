"""The verifier of signatures: it gives out what was signed, and nothing else.

Whatever is accepted must be, in canonical form, a document that a stand-in has signed.
"""

from __future__ import annotations

from collections.abc import Iterator

from fuzzing import fuzz
from ground import Ground
from judging import Finding, Test
from lxml import etree
from wire import replies_in

from robots.casework.errors import WorkerError
from robots.incomes_register.envelope import unwrapped
from robots.transport.https import Reply
from robots.transport.signature import verify
from robots.transport.xml import Element, parse

_SEEDS = ("wages", "benefits", "check-wages")
_DS = "{http://www.w3.org/2000/09/xmldsig#}"


def make_test(ground: Ground) -> Test:
    """Verify each reply's document against what is known to have been signed."""
    world = ground.world()
    authority = world.settings.interfaces.incomes_register.issuing_ca
    signed = set()
    for folder in _SEEDS:
        # A stand-in's failures sign too: what they do wrong is the content, not the signature.
        for seed in ground.seeds(folder).iterdir():
            for reply in replies_in(seed.read_bytes()):
                signed |= set(_signed_in(reply.body))

    def test(data: bytes) -> None:
        for reply in replies_in(data):
            document = unwrapped(Reply(200, {}, reply.body))
            tree = verify(document, authority, at=world.at)
            if _canonical(tree) not in signed:
                raise Finding("accepted, though nobody has signed it")

    return test


def _signed_in(body: bytes) -> Iterator[bytes]:
    """Each document in a recorded reply that has a signature in it."""
    try:
        root = parse(body)
    except WorkerError:
        return
    for one in root.iter():
        if one.find(f"{_DS}Signature") is not None:
            yield _canonical(_without_signatures(one))


def _without_signatures(document: Element) -> Element:
    alone = etree.fromstring(etree.tostring(document, with_tail=False))
    for signature in alone.findall(f"{_DS}Signature"):
        alone.remove(signature)
    return alone


def _canonical(document: Element) -> bytes:
    return etree.tostring(document, method="c14n", exclusive=True, with_comments=False)


if __name__ == "__main__":
    fuzz("signature", _SEEDS, make_test)
