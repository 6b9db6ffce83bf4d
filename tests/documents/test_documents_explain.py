"""``read --explain`` and ``read FOLDER``: what whoever adapts a layout is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from documents_world import CODE, LAYOUTS, VALUES, paper, reprinted

from robots.casework.texts import Language
from robots.documents.__main__ import main
from robots.documents.explain import in_words
from robots.documents.explanation import Explanation, explain
from robots.documents.settings import Limits


def _explained(content: bytes, kind: str | None = None) -> Explanation:
    return explain(content, None, LAYOUTS, Limits(), kind)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", VALUES)
def test_a_paper_that_is_read_is_explained_without_a_doubt(
    template: str, language: Language
) -> None:
    explained = _explained(paper(template, language.value))
    said = in_words(explained, language)
    assert explained.layout == template
    assert f"+ {template}: " in said
    assert not [part for part in (*explained.fields, *explained.tables) if part.doubt]


def test_what_was_seen_is_told_line_by_line_with_the_identity_code_masked() -> None:
    said = in_words(_explained(paper("rent_notice")), Language.FINNISH)
    assert "1: Vuokra | 1\u00a0590,00" in said.replace("1 590", "1\u00a0590")
    assert CODE not in said
    assert "131052*****" in said


def test_a_missing_mark_and_the_values_of_the_nearest_kind_are_told() -> None:
    unknown = reprinted("Palkkion saaja", "Jotain muuta", "guardian_fee")
    explained = _explained(unknown)
    said = in_words(explained, Language.SWEDISH)
    assert "- guardian_fee: kännetecken saknas: Palkkion saaja" in said
    assert "- payee: hittades inte, och måste finnas" in said
    assert "+ fee: hittades" in said


def test_a_table_says_why_it_is_doubted() -> None:
    said = in_words(_explained(reprinted("12,00", "12,10", "rent_notice")), Language.FINNISH)
    assert "? charges: epävarma: " in said
    assert "eivät täsmää" in said


def test_any_kind_may_be_looked_for() -> None:
    explained = _explained(paper("guardian_fee"), "payslip")
    assert explained.layout == "payslip"
    assert {part.name for part in explained.fields} >= {"gross", "tax", "paid"}


def test_a_picture_and_a_locked_paper_are_explained_too() -> None:
    for damage in ("scanned", "locked"):
        explained = _explained(paper("rent_notice", damage=damage))
        assert explained.fields == explained.tables == ()
        assert explained.reading.state.value in in_words(explained, Language.FINNISH)


def test_the_door_explains_in_a_child_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper("guardian_fee"))
    assert main([str(file), "--explain", "--language", "sv"]) == 0
    assert "+ guardian_fee: alla kännetecken hittades" in capsys.readouterr().out
    file.write_bytes(b"no document")
    assert main([str(file), "--explain"]) == 0
    assert "damaged" in capsys.readouterr().out
    assert main([str(tmp_path / "absent.pdf"), "--explain"]) == 1


def test_an_unknown_kind_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), "--explain", "--kind", "no_such_kind"])


def test_a_folder_gives_one_line_of_json_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(paper("guardian_fee"))
    (tmp_path / "b.pdf").write_bytes(b"no document")
    (tmp_path / "folder").mkdir()
    assert main([str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["file"], one["state"]) for one in lines] == [
        ("a.pdf", "read"),
        ("b.pdf", "damaged"),
    ]
