"""Every sentence stands in both languages with the same values; every error has one."""

import importlib
import pkgutil
import string
from collections.abc import Iterator

import pytest
import yaml

import robots
from robots.casework.errors import WorkerError
from robots.casework.texts import TEXTS, Language, text, texts_of

FAMILIES = sorted({file.name.split(".")[0] for file in TEXTS.glob("*.yaml")})


def placeholders(sentence: str, language: str) -> set[str]:
    """The values' names; a name in one language, ``name_fi``, has its like in the other."""
    names = (name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    return {name.removesuffix(f"_{language}") for name in names}


def error_classes(kind: type[WorkerError] = WorkerError) -> Iterator[type[WorkerError]]:
    for child in kind.__subclasses__():
        yield child
        yield from error_classes(child)


def all_errors() -> list[type[WorkerError]]:
    for module in pkgutil.walk_packages(robots.__path__, "robots."):
        importlib.import_module(module.name)
    ours = (kind for kind in error_classes() if kind.__module__.startswith("robots."))
    return sorted((kind for kind in ours if "code" in vars(kind)), key=lambda kind: kind.code)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_text_stands_in_both_languages_with_the_same_values(family: str) -> None:
    for key, languages in texts_of(family).items():
        assert set(languages) == {"fi", "sv"}, key
        assert all(languages.values()), key
        finnish, swedish = (placeholders(languages[one], one) for one in ("fi", "sv"))
        assert finnish == swedish, key


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.code)
def test_every_error_has_a_sentence_for_the_officer(kind: type[WorkerError]) -> None:
    assert set(texts_of("errors")[kind.code]) == {language.value for language in Language}


def test_a_value_that_is_a_word_of_ours_is_said_in_the_sentences_language() -> None:
    said = [
        text("reasons.source_held", language, source="words.source_kela") for language in Language
    ]
    assert said[0].endswith("Kela")
    assert said[1].endswith("FPA")


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in all_errors()]
    assert len(codes) == len(set(codes))


def test_no_text_is_written_for_an_error_that_does_not_exist() -> None:
    known = {kind.code for kind in all_errors()}
    assert set(texts_of("errors")) <= known


def test_yaml_files_have_no_key_twice() -> None:
    for file in TEXTS.glob("*.yaml"):
        keys = [
            line.split(":")[0]
            for line in file.read_text("utf-8").splitlines()
            if line and line[0] not in " #\"'"
        ]
        assert len(keys) == len(set(keys)), file.name
        assert yaml.safe_load(file.read_text("utf-8"))
