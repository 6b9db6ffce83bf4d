"""The run report as one HTML page, complete in itself: the answer first, then what needs a person,
then the rest. It is read on a screen, by a screen reader and on paper alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lxml import etree
from lxml.html import builder as html

from robots.casework.texts import Language
from robots.reports import case_sections, first_screen, run_sections
from robots.reports.decisions import Decision
from robots.reports.markup import link
from robots.reports.overview import Overview
from robots.reports.shadow_section import shadow_section
from robots.reports.words import Words, moment

STYLE: Final = (Path(__file__).with_name("report.css")).read_text("utf-8")


def page(
    view: Overview, decisions: Sequence[Decision], language: Language, beside: Sequence[str] = ()
) -> bytes:
    """The page in one language, UTF-8.

    Args:
        beside: names of the files with the same content that lie beside the page.
    """
    words, run = Words(language), view.run
    sections = [
        *shadow_section(view, words),
        *case_sections.needing(view, words),
        *case_sections.left_undone(view, words),
        *run_sections.sources(view, words),
        *run_sections.who_asked(view, words),
        *run_sections.to_renew(view, words),
        *run_sections.law(view, words),
        *run_sections.spread(view, words),
        *run_sections.sample(view, words),
        *case_sections.done(view, words),
    ]
    main = html.MAIN(
        html.HEADER(
            html.H1(words("title")),
            html.P(
                " · ".join(
                    (
                        words.county(run),
                        words(f"kind_{run.kind}"),
                        words("started_by", who=run.requested_by or words("by_schedule")),
                        run.id,
                    )
                ),
                html.CLASS("run"),
            ),
        ),
        *first_screen.first_screen(view, decisions, words),
        _contents(sections, words),
        *sections,
        _footer(view, words, beside),
    )
    document = html.HTML(
        html.HEAD(
            html.META(charset="utf-8"),
            html.META(name="viewport", content="width=device-width, initial-scale=1"),
            html.META(name="robots", content="noindex"),
            html.TITLE(f"{words('title')} {moment(run.started_at)} – {words.county(run)}"),
            html.STYLE(STYLE),
        ),
        html.BODY(main),
        lang=language.value,
    )
    rendered: bytes = etree.tostring(
        document, method="html", encoding="utf-8", doctype="<!DOCTYPE html>", pretty_print=True
    )
    return rendered


def _contents(sections: Sequence[Any], words: Words) -> Any:
    items = [html.LI(link(section.get("id"), section.findtext("h2") or "")) for section in sections]
    return html.NAV({"aria-label": words("contents")}, html.H2(words("contents")), html.UL(*items))


def _footer(view: Overview, words: Words, beside: Sequence[str]) -> Any:
    said = [html.P(words("no_personal_data"))]
    if beside:
        links: list[Any] = [words("same_as"), " "]
        for name in beside:
            links += [html.A(name, href=name), " "]
        said.append(html.P(*links))
    if view.history.unreadable:
        said.append(html.P(words.counted("unreadable", view.history.unreadable)))
    if view.run.mail is not None:
        said.append(html.P(_mail(view, words)))
    return html.FOOTER(*said)


def _mail(view: Overview, words: Words) -> str:
    mail = view.run.mail
    if mail is None:
        return ""
    if mail.why_not is None:
        return words.counted("mail_sent", mail.recipients, at=moment(mail.at))
    return words("mail_not_sent", why=mail.why_not.in_words(words.language))
