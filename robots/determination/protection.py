"""A protected address (turvakielto, 661/2009 36–37 §) goes into no delivered file.

Letters carry the address of the person they were sent to. Unless the register has told of this very
person that the address is not protected, the copy of a letter is sealed like a raw reply instead of
lying open beside the workbook: what nobody has told counts as protected. The officer has the paper
itself where the client handed it in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from robots.casework.answer import Answer, Attachment, Evidence, PersonFacts
from robots.casework.words import PersonFlag, Source

#: Sources whose files may be letters, as they were sent or handed in.
_LETTERS: Final = (Source.DOCUMENTS, Source.KELA, Source.TAX_ADMINISTRATION)
#: The pictures of a figure's place show its own row and nothing else of the letter; those of what
#: was recognised on a page, and of Kela's pages, are sealed like letters.
_OUR_OWN: Final = (".html", ".json", ".xml", ".place.png")


def protected(answer: Answer, facts: PersonFacts | None) -> Answer:
    """The answer with every letter sealed, unless the person's address is known to be open.

    Args:
        facts: what the population register has told of the person; None where it has not answered,
            or was not asked.
    """
    letters = {one.name for one in answer.attachments if _is_letter(one)}
    if answer.source not in _LETTERS or not letters or _is_open(facts):
        return answer
    return replace(
        answer,
        attachments=tuple(
            Attachment(f"raw-{one.name}", one.content, sealed=True) if one.name in letters else one
            for one in answer.attachments
        ),
        evidence=tuple(_without_file(one, letters) for one in answer.evidence),
    )


def _is_open(facts: PersonFacts | None) -> bool:
    hiding = {PersonFlag.PROTECTED_ADDRESS, PersonFlag.NOT_FOUND}
    return facts is not None and not hiding & facts.flags


def _is_letter(attachment: Attachment) -> bool:
    return not attachment.sealed and not attachment.name.endswith(_OUR_OWN)


def _without_file(evidence: Evidence, letters: set[str]) -> Evidence:
    def left(path: str | None) -> str | None:
        return None if (path or "").rpartition("/")[2] in letters else path

    return replace(evidence, file=left(evidence.file), picture=left(evidence.picture))
