"""A web site like Kela's benefit data service for authorities, over plain HTTP on the loopback.

Kelmu's own screens are not public: the pages here show what Kela's public pages say that it shows,
behind a sign-in, a choice of mandate and a search that asks for the purpose and the case. A test
can change :class:`Behaviour` while the site serves.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from devdata.standins import kela_pages as pages
from devdata.standins.certificates import COUNTY_NAME
from devdata.standins.frame import (
    Certificates,
    Found,
    Journal,
    People,
    Request,
    Response,
    Running,
    Server,
)
from devdata.standins.kela_pages import Html
from devdata.standins.kela_pages.person import (
    Paging,
    benefit_detail,
    benefits,
    payments,
    pending,
)
from devdata.standins.kela_records import record_of
from devdata.standins.kela_sessions import Behaviour, Session, Sessions

SOURCE = "kela"
DECISIONS = Path(__file__).parents[1] / "county" / "kela-decisions"

_COOKIE = "istunto"
_PURPOSES = frozenset({"maksu", "palveluseteli", "sosiaalihuolto"})


class KelaSite:
    """Serves from the moment it is made until :meth:`stop`."""

    def __init__(
        self,
        people: People,
        journal: Journal,
        behaviour: Behaviour | None = None,
        *,
        decisions: Path = DECISIONS,
        organisation: str = COUNTY_NAME,
    ) -> None:
        """``decisions`` holds the decision PDFs as ``<number>.pdf``."""
        self.behaviour = behaviour or Behaviour()
        self.organisation = organisation
        self._people = people
        self._journal = journal
        self._decisions = decisions
        self.sessions = Sessions(self.behaviour)
        self._server = Server(self._answer)
        self.address = self._server.address
        self.stop = self._server.stop

    def _answer(self, request: Request) -> Response:
        path = urlsplit(request.path).path
        if path == "/tyyli.css":
            style = (pages.FOLDER / "tyyli.css").read_bytes()
            return Response(200, style, "text/css; charset=utf-8")
        if self.behaviour.state != "open":
            return self._closed(self.behaviour.state)
        match (request.method, path):
            case ("GET", "/"):
                return _go_to("/tunnistautuminen")
            case ("GET", "/tunnistautuminen"):
                return self._page("sign_in", "Tunnistautuminen", pages.render("sign_in"))
            case ("POST", "/tunnistautuminen"):
                return self._sign_in()
            case ("GET", "/istunto-paattynyt"):
                content = pages.render("session_expired")
                return self._page("session_expired", "Istunto on päättynyt", content)
            case ("GET", "/kirjaudu-ulos"):
                return _go_to("/tunnistautuminen")
        session = self._session(request)
        if session is None:
            return _go_to("/istunto-paattynyt")
        if path == "/valtuudet":
            return self._mandate(request, session)
        if not session.organisation:
            return _go_to("/valtuudet")
        if path == "/haku":
            return self._search(request, session)
        if path == "/maksuvaatimus":
            self._journal.note(SOURCE, "maksuvaatimus", "", request.method)
            content = pages.render("payment_claims")
            return self._page("payment_claims", "Maksuvaatimukset", content, session)
        if person_page := re.fullmatch(r"/henkilo/([0-9a-f]+)/(.+)", path):
            return self._about(request, session, person_page[1], person_page[2])
        return self._page("unknown", "Sivua ei löydy", Html(""), session, status=404)

    # Signing in

    def _sign_in(self) -> Response:
        cookie = f"{_COOKIE}={self.sessions.begin()}; Path=/; HttpOnly; SameSite=Lax"
        return _go_to("/valtuudet", ("Set-Cookie", cookie))

    def _session(self, request: Request) -> Session | None:
        cookie = SimpleCookie(request.headers.get("Cookie", "")).get(_COOKIE)
        return self.sessions.resume(cookie.value) if cookie else None

    def _mandate(self, request: Request, session: Session) -> Response:
        offered = [self.organisation, "Toisen Alueen hyvinvointialue"]
        if request.method == "POST":
            chosen = _form(request).get("valtuus", "")
            if chosen in offered:
                session.organisation = chosen
                return _go_to("/haku")
        choices = "\n".join(
            pages.render("mandate_choice", number=str(number), name=name)
            for number, name in enumerate(offered, start=1)
        )
        content = pages.render("mandate", choices=Html(choices))
        return self._page("mandate", "Valitse valtuus", content)

    # Searching

    def _search(self, request: Request, session: Session) -> Response:
        if request.method != "POST":
            return self._search_form(session)
        form = _form(request)
        code = form.get("henkilotunnus", "").strip().upper()
        if not code or not form.get("asia", "").strip():
            return self._search_form(session, "Täytä kaikki kentät.")
        if form.get("kayttotarkoitus") not in _PURPOSES:
            return self._search_form(session, "Valitse käyttötarkoitus.")
        found = self._people.by_code(code)
        answer = found.said_by(SOURCE).get("answer", "normal") if found else "not_found"
        self._journal.note(SOURCE, "haku", found.key if found else "", answer)
        if found is None or answer == "not_found":
            content = pages.render("not_found")
            return self._page("not_found", "Henkilöä ei löytynyt", content, session)
        if answer == "no_right" or session.organisation != self.organisation:
            content = pages.render("no_right")
            return self._page("no_right", "Ei oikeutta henkilön tietoihin", content, session)
        if answer == "unavailable":
            return self._closed("technical_error")
        handle = hashlib.sha256(found.key.encode()).hexdigest()[:16]
        session.shown[handle] = Found(found.key, found.case, {**found.person, "searched": code})
        return _go_to(f"/henkilo/{handle}/etuudet")

    def _search_form(self, session: Session, problem: str = "") -> Response:
        shown = pages.render("problem", text=problem) if problem else Html("")
        content = pages.render("search", problem=shown)
        return self._page("search", "Henkilön haku", content, session)

    # One person's pages

    def _about(self, request: Request, session: Session, handle: str, rest: str) -> Response:
        found = session.shown.get(handle)
        if found is None:
            return self._page("unknown", "Sivua ei löydy", Html(""), session, status=404)
        record = record_of(found.said_by(SOURCE))
        person = pages.render(
            "person",
            identity_code=found.person["searched"],
            name=f"{found.person['last_name']} {found.person['first_names']}",
        )
        name, _, number = rest.partition("/")
        address = f"/henkilo/{handle}"
        self._journal.note(SOURCE, name, found.key, "found")
        if rest == "etuudet":
            page, title, content = "benefits", "Voimassa olevat etuudet", benefits(record, address)
        elif name == "etuudet" and number.isdigit() and 0 < int(number) <= len(record.benefits):
            benefit = record.benefits[int(number) - 1]
            has_file = (
                benefit.decision is not None
                and self._decision_file(benefit.decision.number) is not None
            )
            content = benefit_detail(benefit, address, decision_has_file=has_file)
            page, title = "benefit", "Etuuden tiedot"
        elif rest == "maksut":
            asked = _paging(request, self.behaviour.rows_per_page)
            page, title, content = "payments", "Maksut", payments(record, address, asked)
        elif rest == "hakemukset":
            page, title, content = "pending", "Vireillä olevat hakemukset", pending(record)
        elif name == "paatokset" and (file := self._decision_file(number)) is not None:
            headers = (("Content-Disposition", 'attachment; filename="paatos.pdf"'),)
            return Response(200, file.read_bytes(), "application/pdf", headers)
        else:
            return self._page("unknown", "Sivua ei löydy", Html(""), session, status=404)
        navigation = pages.render("navigation", handle=handle)
        return self._page(page, title, Html(person + content), session, navigation=navigation)

    def _decision_file(self, number: str) -> Path | None:
        file = self._decisions / f"{number}.pdf"
        return file if re.fullmatch(r"[\w-]+", number) and file.is_file() else None

    # Pages

    def _closed(self, state: str) -> Response:
        title, status = {
            "maintenance": ("Palvelussa on huoltokatko", 503),
            "technical_error": ("Tekninen virhe", 500),
            "new_terms": ("Käyttöehdot ovat muuttuneet", 200),
        }[state]
        return self._page(state, title, pages.render(state), status=status)

    def _page(
        self,
        page: str,
        title: str,
        content: Html,
        session: Session | None = None,
        *,
        navigation: Html | None = None,
        status: int = 200,
    ) -> Response:
        signed_in = session is not None and session.organisation
        html = pages.render(
            "base",
            title=title,
            organisation=pages.render("organisation", name=session.organisation)
            if session is not None and signed_in
            else Html(""),
            navigation=navigation or Html(""),
            content=content,
        )
        changed = self.behaviour.change(page, html)
        return Response(
            status,
            changed.encode(),
            "text/html; charset=utf-8",
            (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")),
        )


def start(people: People, certificates: Certificates, journal: Journal) -> Running:
    """Start the site; it speaks plain HTTP on the loopback and needs no certificates."""
    del certificates
    site = KelaSite(people, journal)
    settings = {"address": site.address, "organisation": site.organisation}
    settings |= {"environment": "standins", "sign_in": "standin"}
    return Running(SOURCE, settings, site.stop)


def _form(request: Request) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(request.body.decode()).items()}


def _paging(request: Request, rows: int) -> Paging | None:
    asked = {key: values[0] for key, values in parse_qs(urlsplit(request.path).query).items()}
    start, end = _day(asked.get("alkaa", "")), _day(asked.get("paattyy", ""))
    if start is None or end is None:
        return None
    return Paging(start, end, int(asked.get("sivu", "1")), rows)


def _day(text: str) -> date | None:
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    return date(int(match[3]), int(match[2]), int(match[1])) if match else None


def _go_to(path: str, *headers: tuple[str, str]) -> Response:
    return Response(303, headers=(("Location", path), *headers))
