"""A web site like Kela's benefit data service for authorities, over plain HTTP on the loopback.

Kelmu's own screens are not public: the pages here show what Kela's public pages say that it shows,
behind a sign-in, a choice of mandate and a search that asks for the purpose and the case. A test
can change :class:`Behaviour` while the site serves; its ``generation`` and ``language`` switch
between the screens.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from devdata.standins import kela_pages as pages
from devdata.standins.certificates import COUNTY_NAME
from devdata.standins.frame import (
    Certificates,
    Found,
    Journal,
    Load,
    People,
    Request,
    Response,
    Running,
    Server,
)
from devdata.standins.kela_pages import Html, Screens
from devdata.standins.kela_sessions import Behaviour, Session, Sessions
from devdata.standins.kela_views import View, Views

SOURCE = "kela"
DECISIONS = Path(__file__).parents[1] / "county" / "kela-decisions"

_COOKIE = "istunto"
_STYLE = "/tyyli.css"
_NOTHING = Html("")
_PURPOSES = frozenset({"maksu", "palveluseteli", "sosiaalihuolto"})
_CLOSED = {"maintenance": 503, "technical_error": 500, "new_terms": 200}

#: What is behind a person's address, by the generation of screens.
_PARTS = {
    1: {
        "benefits": "etuudet",
        "payments": "maksut",
        "pending": "hakemukset",
        "recoveries": "perinta",
        "medicine": "laakekatto",
        "decisions": "paatokset",
    },
    2: {
        "benefits": "etuustiedot",
        "payments": "maksatus",
        "pending": "asiat",
        "recoveries": "takaisinperinta",
        "medicine": "laakkeet",
        "decisions": "asiakirjat",
    },
}
_FOLDERS = {1: "/henkilo", 2: "/asiakas"}
_LINKS = {
    "benefits": "benefits",
    "payments": "payments_ask",
    "pending": "pending",
    "recoveries": "recoveries",
    "medicine": "medicine",
}


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
        # A call is a visit: it begins with a search; a page's own style is no page.
        self.load = Load(is_seen=_is_page, is_call=_is_search)
        self._server = Server(self._answer, load=self.load)
        self.address = self._server.address
        self.stop = self._server.stop
        self.latency = self._server.latency

    @property
    def screens(self) -> Screens:
        return Screens(self.behaviour.generation, self.behaviour.language)

    def _answer(self, request: Request) -> Response:
        path = urlsplit(request.path).path
        if path == _STYLE:
            style = (pages.FOLDER / "tyyli.css").read_bytes()
            return Response(200, style, "text/css; charset=utf-8")
        if self.behaviour.state != "open":
            return self._state(self.behaviour.state)
        match (request.method, path):
            case ("GET", "/"):
                return _go_to("/tunnistautuminen")
            case ("GET", "/tunnistautuminen"):
                return self._page("sign_in", self.screens.render("sign_in"))
            case ("POST", "/tunnistautuminen"):
                return self._sign_in()
            case ("GET", "/istunto-paattynyt"):
                way = pages.paragraph(pages.link("/tunnistautuminen", self.screens["sign_in"]))
                return self._state("session_expired", way)
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
            return self._page("payment_claims", self.screens.render("payment_claims"), session)
        folder = _FOLDERS[self.behaviour.generation]
        if person_page := re.fullmatch(rf"{folder}/([0-9a-f]+)/([^/]+)(?:/(.+))?", path):
            return self._about(request, session, *person_page.groups(""))
        return self._page("unknown", _NOTHING, session, status=404)

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
            self.screens.render("mandate_choice", number=str(number), name=name)
            for number, name in enumerate(offered, start=1)
        )
        return self._page("mandate", self.screens.render("mandate", choices=Html(choices)))

    # Searching

    def _search(self, request: Request, session: Session) -> Response:
        if request.method != "POST":
            return self._search_form(session)
        form = _form(request)
        code = form.get("henkilotunnus", "").strip().upper()
        if not code or not form.get("asia", "").strip():
            return self._search_form(session, "problem_empty")
        if form.get("kayttotarkoitus") not in _PURPOSES:
            return self._search_form(session, "problem_purpose")
        found = self._people.by_code(code)
        answer = found.said_by(SOURCE).get("answer", "normal") if found else "not_found"
        self._journal.note(SOURCE, "haku", found.key if found else "", answer)
        back = pages.paragraph(pages.link("/haku", self.screens["new_search"]))
        if found is None or answer == "not_found":
            return self._state("not_found", back, session)
        if answer == "no_right" or session.organisation != self.organisation:
            return self._state("no_right", back, session)
        if answer == "several":
            return self._state("several", back, session)
        if answer == "unavailable":
            return self._state("technical_error")
        handle = hashlib.sha256(found.key.encode()).hexdigest()[:16]
        session.shown[handle] = Found(found.key, found.case, {**found.person, "searched": code})
        return _go_to(f"{self._person_address(handle)}/{self._parts['benefits']}")

    def _search_form(self, session: Session, problem: str = "") -> Response:
        screens = self.screens
        shown = screens.render("problem", text=screens[problem]) if problem else _NOTHING
        return self._page("search", screens.render("search", problem=shown), session)

    # One person's pages

    @property
    def _parts(self) -> Mapping[str, str]:
        return _PARTS[self.behaviour.generation]

    def _person_address(self, handle: str) -> str:
        return f"{_FOLDERS[self.behaviour.generation]}/{handle}"

    def _about(
        self, request: Request, session: Session, handle: str, part: str, rest: str
    ) -> Response:
        found = session.shown.get(handle)
        names = {path: name for name, path in self._parts.items()}
        if found is None or part not in names:
            return self._page("unknown", _NOTHING, session, status=404)
        asked = _query(request)
        is_content = asked.pop("osa", "") == "sisalto"
        if not is_content:
            self._journal.note(SOURCE, _PARTS[1][names[part]], found.key, "found")
        if names[part] == "decisions":
            return self._decision(session, rest)
        parts = {one: f"{self._person_address(handle)}/{path}" for one, path in self._parts.items()}
        views = Views(self.screens, self.behaviour, lambda number: self._file(number) is not None)
        view = views.of(names[part], rest, asked, found, parts)
        if view is None:
            return self._page("unknown", _NOTHING, session, status=404)
        if self.behaviour.slow_seconds:
            time.sleep(self.behaviour.slow_seconds)
        if is_content:
            return _html(self.behaviour.change(view.page, view.content))
        return self._person_page(request, session, handle, found, view)

    def _decision(self, session: Session, number: str) -> Response:
        file = self._file(number)
        if file is None:
            return self._page("unknown", _NOTHING, session, status=404)
        return Response(200, file.read_bytes(), "application/pdf")

    def _file(self, number: str) -> Path | None:
        file = self._decisions / f"{number}.pdf"
        return file if re.fullmatch(r"[\w-]+", number) and file.is_file() else None

    # Pages

    def _person_page(
        self, request: Request, session: Session, handle: str, found: Found, view: View
    ) -> Response:
        screens, behaviour = self.screens, self.behaviour
        session.person_pages += 1
        every = behaviour.notice_every
        has_notice = every > 0 and session.person_pages % every == 0
        header = screens.render(
            "person",
            identity_code=found.person["searched"],
            name=f"{found.person['last_name']} {found.person['first_names']}",
        )
        is_late = behaviour.generation == 2 if behaviour.late is None else behaviour.late
        content = self._late(request) if is_late and view.content else view.content
        address = self._person_address(handle)
        links = [(f"{address}/{self._parts[name]}", word) for name, word in _LINKS.items()]
        links += [("/maksuvaatimus", "payment_claims"), ("/haku", "new_search")]
        listed = "\n".join(f"<li>{pages.link(to, screens[word])}</li>" for to, word in links)
        return self._page(
            view.page,
            Html(header + view.form + content),
            session,
            title=view.title,
            navigation=screens.render("navigation", links=Html(listed)),
            notice=screens.render("notice") if has_notice else _NOTHING,
        )

    def _late(self, request: Request) -> Html:
        """What stands in the content's place until a script has loaded it."""
        says_so = self.behaviour.late_says_so
        if says_so is None:
            says_so = self.behaviour.generation == 1
        sign = pages.paragraph(self.screens["loading"]) if says_so else _NOTHING
        joint = "&" if "?" in request.path else "?"
        return self.screens.render("late", sign=sign, part=f"{request.path}{joint}osa=sisalto")

    def _state(
        self, state: str, further: Html = _NOTHING, session: Session | None = None
    ) -> Response:
        """A page that tells a state of the service."""
        screens = self.screens
        if state == "new_terms":
            further = screens.render("new_terms")
        content = screens.render("closed", text=screens[f"{state}_text"], further=further)
        return self._page(state, content, session, status=_CLOSED.get(state, 200))

    def _page(
        self,
        page: str,
        content: Html,
        session: Session | None = None,
        *,
        title: str = "",
        navigation: Html = _NOTHING,
        notice: Html = _NOTHING,
        status: int = 200,
    ) -> Response:
        screens = self.screens
        is_signed_in = session is not None and session.organisation
        html = screens.render(
            "base",
            language=screens.language,
            title=screens[title or page],
            organisation=screens.render("organisation", name=session.organisation)
            if session is not None and is_signed_in
            else _NOTHING,
            navigation=navigation,
            content=content,
            notice=notice,
        )
        return _html(self.behaviour.change(page, html), status)


def start(people: People, certificates: Certificates, journal: Journal) -> Running:
    """Start the site; it speaks plain HTTP on the loopback and needs no certificates."""
    del certificates
    site = KelaSite(people, journal)
    settings = {"address": site.address, "organisation": site.organisation}
    settings |= {"environment": "standins", "sign_in": "standin"}
    return Running(SOURCE, settings, site.stop, latency=site.latency, load=site.load)


def _is_page(method: str, path: str) -> bool:
    return path != _STYLE


def _is_search(method: str, path: str) -> bool:
    return method == "POST" and urlsplit(path).path == "/haku"


def _html(html: str, status: int = 200) -> Response:
    return Response(
        status,
        html.encode(),
        "text/html; charset=utf-8",
        (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")),
    )


def _form(request: Request) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(request.body.decode()).items()}


def _query(request: Request) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(request.path).query).items()}


def _go_to(path: str, *headers: tuple[str, str]) -> Response:
    return Response(303, headers=(("Location", path), *headers))
