"""A county's access policy is checked when it is read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from robots.access import AccessPolicy, ConsentPolicy
from robots.access.necessity import table_on
from robots.casework.texts import Language, text, texts_of
from robots.casework.words import Purpose, Role, Service, Source

MAIN = Path(__file__).parents[2]


def test_consent_is_required_where_the_county_says_nothing() -> None:
    policy = AccessPolicy(robot_user="robotti")
    assert {policy.consent_for(source) for source in Source} == {ConsentPolicy.REQUIRED}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"robot_user": "x" * 51},
        {"robot_user": "robotti", "consents": {}},
        {"robot_user": "robotti", "consent": {"kela": "perhaps"}},
        {"robot_user": "robotti", "consent": {"documents": "required"}},
        {"robot_user": "robotti", "told_beyond_law": ["population_register"]},
        {"robot_user": "robotti", "highest_fee": {"since": "2026-01-01", "decision": ""}},
        {
            "robot_user": "robotti",
            "highest_fee": {"since": "2026-01-02", "until": "2026-01-01", "decision": "§ 4"},
        },
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AccessPolicy.model_validate(wrong)


def test_the_necessity_table_knows_every_source_purpose_and_service() -> None:
    table = table_on(date(2026, 3, 16))
    assert set(table.rights) == set(Source)
    for right in table.rights.values():
        assert set(right.legal_basis) == set(Purpose)
        assert set(right.told_first.section) == (
            set(Purpose) if right.told_first.required else set()
        )
    for service in Service:
        for role in Role:
            assert table.need(service, role) is not None


def test_the_quotations_are_the_statutes_words() -> None:
    statutes = MAIN.parent / "shared" / "domain" / "statutes"
    if not statutes.is_dir():
        pytest.skip("the statutes' text is not on this machine")
    words = " ".join(
        " ".join(file.read_text("utf-8").split()) for file in sorted(statutes.glob("*.*"))
    )
    words = re.sub(r"\s*\[\((\d+/\d+)\)\]\([^)]*\)\s*", r" (\1) ", words)
    tables = yaml.safe_load((MAIN / "resources" / "law" / "necessity.yaml").read_text("utf-8"))
    quoted = [
        quotation["text"]
        for table in tables
        for row in [*table["rights"].values(), *table["needs"]]
        for quotation in row.get("quotations", ())
    ]
    assert quoted
    for quotation in quoted:
        for part in quotation.split("[…]"):
            assert part.strip() in words


def test_every_text_of_the_room_is_in_both_languages() -> None:
    for family in ("reasons.access", "errors.access"):
        file = MAIN / "resources" / "texts" / f"{family}.yaml"
        for key in yaml.safe_load(file.read_text("utf-8")):
            assert set(texts_of(family.partition(".")[0])[key]) == {"fi", "sv"}
    assert text("reasons.not_joint_income", Language.SWEDISH, section="7 c § 2 mom")
