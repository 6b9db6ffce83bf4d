"""From a summary to its letters, each complete in itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from robots.casework.identifiers import stable_id
from robots.casework.letter import Letter, Recipient, Sending, Silence
from robots.casework.texts import Language
from robots.casework.words import Role
from robots.letters.choosing import Draft, Question, drafts_of, person_of
from robots.letters.days import last_day
from robots.letters.hearing import obtained_elsewhere
from robots.letters.page import Element, Head, numbered, page, paragraph
from robots.letters.settings import LettersSettings
from robots.letters.wording import Words
from robots.summary.model import PersonSummary, Summary

FOLDER = "kirjeet"
#: Findings that leave it open whether a guardian may have the letter; the officer decides.
_GUARDIAN_UNCLEAR = frozenset({"guardian_not_named", "guardians_divide_tasks"})


def letters_of(
    summary: Summary,
    settings: LettersSettings,
    *,
    organiser: Mapping[Language, str],
    officers: Language,
) -> tuple[Letter, ...]:
    """The case's letters, ready for the officer; the same summary gives the same letters.

    Args:
        summary: what the version shows.
        settings: the county's deadlines and contacts.
        organiser: the county's name, which 703/2023 § 38 wants on a document.
        officers: in which language authorities and payers are written to.
    """
    drafts = drafts_of(summary)
    names = _file_names(drafts)
    return tuple(
        _letter(draft, name, summary, settings, organiser, officers)
        for draft, name in zip(drafts, names, strict=True)
    )


def _letter(
    draft: Draft,
    name: str,
    summary: Summary,
    settings: LettersSettings,
    organiser: Mapping[Language, str],
    officers: Language,
) -> Letter:
    language = _language(draft, summary, officers)
    words = Words(language)
    is_hearing = draft.kind.contents == "obtained_elsewhere"
    answer_by = last_day(summary.day, settings.hearing_days if is_hearing else settings.answer_days)
    silence = _silence(draft, summary, settings)
    head = Head(
        title=words(f"{draft.kind.name}_title"),
        organiser=organiser[language],
        case_id=summary.case.id,
        day=words.day(summary.day),
        recipient=_recipient(draft, summary, words),
        about=_name(person_of(summary, draft.about), words),
        identity_code=_code(person_of(summary, draft.about)),
        answer_by=words.day(answer_by),
        contact=settings.contact.sv if language is Language.SWEDISH else settings.contact.fi,
        section=words.section(draft.section),
        notes=_notes(draft, words),
    )
    return Letter(
        id=_identifier(draft),
        kind=draft.kind.name,
        recipient=draft.recipient,
        about=draft.about,
        addressee=draft.addressee,
        language=language,
        file=name,
        section=draft.section,
        sending=draft.sending,
        answer_by=answer_by,
        remind_on=None if is_hearing else last_day(summary.day, settings.reminder_days),
        silence=silence,
        findings=tuple(dict.fromkeys(one.finding for one in draft.questions if one.finding)),
        content=page(head, _body(draft, summary, settings, silence, words), words),
    )


def _body(
    draft: Draft,
    summary: Summary,
    settings: LettersSettings,
    silence: Silence | None,
    words: Words,
) -> Iterable[Element]:
    kind, purpose = draft.kind.name, summary.case.purpose
    if draft.kind.contents == "obtained_elsewhere":
        yield paragraph(words(f"{kind}_opening_{purpose}"))
        yield paragraph(words(f"{kind}_wish"))
        yield from obtained_elsewhere(summary, words)
        yield paragraph(words(f"{kind}_not_decision"))
    else:
        yield paragraph(_opening(draft, summary, words))
        yield numbered(_asked(question, draft, words) for question in draft.questions)
        yield paragraph(words(f"{kind}_wish"))
    if silence is not None:
        decided = settings.highest_fee.decision if settings.highest_fee is not None else ""
        yield paragraph(words(f"{kind}_silence_{silence}", decision=decided))


def _opening(draft: Draft, summary: Summary, words: Words) -> str:
    kind, purpose = draft.kind.name, summary.case.purpose
    if draft.recipient in (Recipient.AUTHORITY, Recipient.PAYER):
        return words(f"{kind}_opening")
    client = _name(person_of(summary, Role.CLIENT), words)
    return words(f"{kind}_opening_{purpose}_{draft.about}", client=client)


def _asked(question: Question, draft: Draft, words: Words) -> str:
    values = dict(question.values)
    if draft.recipient is Recipient.AUTHORITY:
        values["groups"] = ", ".join(words(f"group_{one}") for one in draft.groups)
        values["period"] = words.period(draft.period) if draft.period is not None else ""
    return words(f"ask_{question.text}", **values)


def _silence(draft: Draft, summary: Summary, settings: LettersSettings) -> Silence | None:
    """A hearing left unanswered is no refusal; to authorities and payers nothing is announced."""
    if draft.kind.contents == "obtained_elsewhere":
        return Silence.DECIDED_ON_WHAT_IS_KNOWN
    if draft.recipient in (Recipient.AUTHORITY, Recipient.PAYER):
        return None
    return settings.silence_in(summary.case.service, summary.case.purpose, summary.day)


def _notes(draft: Draft, words: Words) -> tuple[str, ...]:
    """What the officer sees on the screen; it is not printed."""
    first = words("draft")
    if draft.sending is Sending.NOW:
        return (first,)
    return (first, words(f"draft_{draft.sending}_{draft.recipient}"))


def _language(draft: Draft, summary: Summary, officers: Language) -> Language:
    """The client's own; the spouse's as the spouse was told beforehand; else the officers'."""
    if draft.recipient is Recipient.SPOUSE:
        told = summary.case.told.get(Role.SPOUSE)
        return told.language if told is not None else summary.case.language
    return summary.case.language if draft.recipient is Recipient.CLIENT else officers


def _recipient(draft: Draft, summary: Summary, words: Words) -> str:
    if draft.recipient in (Recipient.AUTHORITY, Recipient.PAYER):
        return words.said(draft.addressee)
    person = person_of(summary, draft.about)
    name = _name(person, words)
    guardians = person.guardians if person is not None else ()
    unclear = any(
        one.role is draft.about and one.code in _GUARDIAN_UNCLEAR for one in summary.findings
    )
    if len(guardians) == 1 and guardians[0].name and not unclear:
        return words("to_guardian", name=name, guardian=guardians[0].name)
    return name


def _name(person: PersonSummary | None, words: Words) -> str:
    return (person.name if person is not None else "") or words("name_unknown")


def _code(person: PersonSummary | None) -> str:
    code = person.identity_code if person is not None else None
    return code.reveal() if code is not None else ""


def _identifier(draft: Draft) -> str:
    if draft.recipient is Recipient.AUTHORITY:
        source = draft.addressee.removeprefix("words.source_")
        return f"{draft.kind.name}-{draft.about}-{source}"
    if draft.recipient is Recipient.PAYER:
        return stable_id(f"{draft.kind.name}-{draft.about}", draft.addressee)
    return f"{draft.kind.name}-{draft.about}"


def _file_names(drafts: Iterable[Draft]) -> list[str]:
    """Plain names without anybody's; a number where a name is taken."""
    taken: Counter[str] = Counter()
    names = []
    for draft in drafts:
        whose = "-puoliso" if draft.about is Role.SPOUSE else ""
        stem = f"{draft.kind.file}{whose}"
        taken[stem] += 1
        number = f"-{taken[stem]}" if taken[stem] > 1 else ""
        names.append(f"{FOLDER}/{stem}{number}.html")
    return names
