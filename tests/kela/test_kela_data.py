"""Settings, page map, catalogue, routes and masking: what is checked before anything is asked."""

from __future__ import annotations

import csv
import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml
from kela_world import PENSIONER, checked, settings
from pydantic import ValidationError

from robots.casework.errors import WorkerError
from robots.casework.texts import Language, texts_of
from robots.casework.words import IncomeKind
from robots.kela import errors, figures, plausibility
from robots.kela.catalogue import FILE, Catalogue
from robots.kela.errors import PageMapWrong
from robots.kela.masking import masked_copy
from robots.kela.page_map import read_page_map
from robots.kela.routes import Fence
from robots.kela.settings import RESOURCES

MAP_FILE = RESOURCES / "page-map.yaml"
PEOPLE = Path(__file__).parents[2] / "devdata" / "county" / "people"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "kela" / "benefits_catalogue.csv"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"environment": "production"}, "robot_agreement"),
        ({"environment": "production", "robot_agreement": "Kela 1/2026"}, "https"),
        (
            {
                "environment": "test",
                "robot_agreement": "Kela 1/2026",
                "address": "https://kela.example",
            },
            "never automated",
        ),
        ({"address": "kela.example"}, "https"),
        ({"address": "http://127.0.0.1/haku"}, "page map"),
        ({"pages_at_once": 0}, "pages_at_once"),
        ({"organisation": ""}, "organisation"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        settings("http://127.0.0.1:1234", **changes)


def written_map(folder: Path, *replacements: tuple[str, str]) -> Path:
    text = MAP_FILE.read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "map.yaml").write_text(text, "utf-8")
    return folder / "map.yaml"


def test_a_page_map_that_lacks_something_names_the_key(tmp_path: Path) -> None:
    file = written_map(tmp_path, ("  next: Seuraava sivu\n", ""))
    with pytest.raises(PageMapWrong) as raised:
        read_page_map(file)
    assert raised.value.context == {"file": "map.yaml", "key": "payments.next"}


@pytest.mark.parametrize(
    "replacement",
    [
        ("heading: Maksut", "heading: Etuuden tiedot"),
        ("paid_on: Maksupäivä", "paid: Maksupäivä"),
        ("tax: Ennakonpidätys", "tax: Netto"),
        ("method: POST", "method: DELETE"),
    ],
)
def test_a_page_map_that_contradicts_itself_is_refused(
    tmp_path: Path, replacement: tuple[str, str]
) -> None:
    with pytest.raises(PageMapWrong):
        read_page_map(written_map(tmp_path, replacement))


def test_the_catalogue_knows_finnish_and_swedish_names_in_any_case() -> None:
    catalogue = Catalogue()
    for name in ("Kansaneläke", "KANSANELÄKE", "Folkpension", " folkpension "):
        benefit = catalogue.benefit(name)
        assert benefit is not None
        assert (benefit.kind, benefit.tax_free) == (IncomeKind.NATIONAL_PENSION, False)
    assert catalogue.benefit("Kansaneläkkeen osa") is None
    assert (catalogue.payer, catalogue.payer_id) == ("Kela", "0246246-0")


def test_every_made_up_benefit_is_known_unless_its_file_expects_the_question() -> None:
    catalogue = Catalogue()
    named = 0
    for file in sorted(PEOPLE.glob("*.yaml")):
        described = yaml.safe_load(file.read_text("utf-8"))
        if figures.UNKNOWN_BENEFIT in described["expected"].get("findings", []):
            continue
        for role in ("client", "spouse"):
            kela = (described.get(role) or {}).get("kela") or {}
            for benefit in kela.get("benefits") or []:
                assert catalogue.benefit(benefit["name"]) is not None, (file.name, role)
                named += 1
    assert named


def test_a_part_is_known_by_its_benefit_or_by_its_own_name() -> None:
    catalogue = Catalogue()
    level = catalogue.part("Eläkettä saavan hoitotuki", "Perustuki")
    supplement = catalogue.part("Eläkettä saavan hoitotuki", "Veteraanilisä")
    increase = catalogue.part("Kansaneläke", "Lapsikorotus")
    assert level is not None
    assert supplement is not None
    assert increase is not None
    assert level.kind is IncomeKind.PENSIONER_CARE_ALLOWANCE
    assert supplement.kind is IncomeKind.VETERAN_SUPPLEMENT
    assert increase.kind is IncomeKind.CHILD_INCREASE
    assert catalogue.part("Kansaneläke", "Perustuki") is None


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "benefits.yaml"
    file.write_text(FILE.read_text("utf-8").replace("[Takuueläke]", "[Kansaneläke]"), "utf-8")
    with pytest.raises(PageMapWrong):
        Catalogue(file)


@pytest.mark.skipif(not SHARED.is_file(), reason="the benefit catalogue is not on this machine")
def test_tax_freedom_agrees_with_the_collected_facts() -> None:
    catalogue = Catalogue()
    compared = 0
    for row in csv.DictReader(SHARED.read_text("utf-8").splitlines()):
        for language in ("fi", "sv"):
            name = row[language].split(" (")[0].split(" – ")[0].strip()
            benefit = catalogue.benefit(name)
            if benefit is not None and not row["taxable"].endswith(("?", "(verify)")):
                assert benefit.tax_free == (row["taxable"] == "no"), name
                compared += 1
    assert compared > 30


def test_the_fence_lets_out_only_what_the_map_lists() -> None:
    fence = Fence("https://kela.example", read_page_map(MAP_FILE))
    assert fence.allows("GET", "https://kela.example/haku")
    assert fence.allows("GET", "https://kela.example:443/henkilo/a1/maksut?sivu=2")
    assert fence.allows("POST", "https://kela.example/haku")
    for method, address in (
        ("POST", "https://kela.example/henkilo/a1/maksut"),
        ("GET", "https://kela.example/maksuvaatimus"),
        ("POST", "https://kela.example/maksuvaatimus"),
        ("GET", "https://kela.example/henkilo/a1/b2/maksut"),
        ("GET", "https://kela.example/henkilo//maksut"),
        ("GET", "https://kela.example/haku/lisaa"),
        ("GET", "http://kela.example/haku"),
        ("GET", "https://kela.example.invalid/haku"),
        ("GET", "https://kela.example:8443/haku"),
        ("PUT", "https://kela.example/haku"),
        ("GET", "data:text/html,haku"),
    ):
        assert not fence.allows(method, address), (method, address)


def test_a_masked_copy_keeps_labels_and_nothing_else() -> None:
    page = f"""<html><head><title>Aino Koskela</title><script>var a = 'Aino'</script></head>
    <body><!-- Aino --><h1>Aino Koskela</h1><dl><dt>Henkilötunnus</dt><dd>{checked(PENSIONER)}</dd>
    </dl><table><tr><th>Brutto 2026</th></tr><tr><td title="Aino">1 312,44</td></tr></table>
    <input value="{checked(PENSIONER)}"><a href="/henkilo/aino">Aino</a></body></html>"""
    masked = masked_copy(page).decode()
    for secret in ("Aino", "aino", "Koskela", checked(PENSIONER), "312", "2026"):
        assert secret not in masked
    assert "Henkilötunnus" in masked
    assert "Brutto 0000" in masked
    assert masked_copy("") == b""


def test_every_error_and_finding_has_its_sentence_in_both_languages() -> None:
    codes = {
        one.code
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, WorkerError) and one.__module__ == errors.__name__
    }
    asked = {
        figures.UNKNOWN_BENEFIT,
        figures.COMPONENTS_NOT_KNOWN,
        figures.PENDING_APPLICATION,
        figures.PERSON_NOT_KNOWN,
        figures.LEVEL_DIFFERS,
        figures.DECISION_NOT_READ,
        figures.RECOVERY,
        figures.MEDICINE_COSTS,
        figures.MEDICINE_CEILING,
        plausibility.OVER_MAXIMUM,
        plausibility.OVER_UNCHECKED_MAXIMUM,
        plausibility.PAYMENT_DAY_OFF,
    }
    for family, expected in (("errors", codes), ("findings", asked)):
        file = Path(RESOURCES.parent / "texts" / f"{family}.kela.yaml")
        assert set(yaml.safe_load(file.read_text("utf-8"))) == expected
        for code in expected:
            assert set(texts_of(family)[code]) == {language.value for language in Language}
