"""A picture shows what was read, and neither an address nor whose page it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kela_world import PENSIONER, VETERAN, World

from robots.casework.answer import Answer


@pytest.fixture(scope="module")
def shared_world(make_world: Callable[..., World]) -> World:
    return make_world(pictures=True)


def pictures(answer: Answer) -> dict[str, bytes]:
    return {one.name: one.content for one in answer.attachments if one.name.endswith(".png")}


def test_every_page_with_rows_that_were_read_has_a_picture(world: World) -> None:
    taken = pictures(world.ask(VETERAN))
    assert list(taken) == [
        "kela-client-benefits.png",
        "kela-client-benefit-1.png",
        "kela-client-payments-1.png",
        "kela-client-payments-2.png",
    ]
    assert all(content.startswith(b"\x89PNG") for content in taken.values())


def test_an_address_and_a_name_are_neither_in_a_picture_nor_in_the_elements(world: World) -> None:
    plain = world.ask(VETERAN)
    world.change(
        "benefit",
        ("<dt>Osoite</dt><dd>–</dd>", "<dt>Osoite</dt><dd>Salakuja 1 A 2, 00100 Helsinki</dd>"),
        ("<dd>Henkilö2 Testi</dd>", "<dd>Toinen Nimi</dd>"),
    )
    other = world.ask(VETERAN)
    assert pictures(other) == pictures(plain)
    for attachment in other.attachments:
        if not attachment.sealed:
            assert b"Salakuja" not in attachment.content


def test_a_picture_shows_the_amount_that_was_read(world: World) -> None:
    plain = pictures(world.ask(VETERAN))
    world.change("benefit", ("60,00", "61,00"))
    other = pictures(world.ask(VETERAN))
    changed = {name for name in plain if plain[name] != other[name]}
    assert changed == {"kela-client-benefit-1.png"}


def test_where_nothing_was_read_there_is_no_picture(make_world: Callable[..., World]) -> None:
    assert pictures(make_world().ask(PENSIONER)) == {}


def test_each_row_that_was_read_leads_to_its_pages_picture(world: World) -> None:
    answer = world.ask(VETERAN)
    linked = {one.picture for one in answer.evidence if one.picture is not None}
    assert "evidence/kela-client-payments-2.png" in linked
    assert linked <= {f"evidence/{name}" for name in pictures(answer)}
    for one in answer.evidence:
        assert one.picture is None or one.file is not None
        assert one.picture is None or one.picture == f"{one.file}".replace(".html", ".png")
