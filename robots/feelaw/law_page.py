"""The table of the law as a page of plain text, a hundred columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from robots.casework.period import day_in_finnish
from robots.casework.texts import Language, section_in_words, text
from robots.casework.words import Role, Service
from robots.feelaw.law_table import Entry, LawTable
from robots.feelaw.text_layout import cells, columns, wrapped


def page(table: LawTable) -> str:
    """The whole page, from what needs somebody's eye to the list of acts.

    Raises:
        DayOutsideLaw: the asked day is not among those that the files cover.
    """
    return "\n".join(_Page(table).lines()) + "\n"


class _Page:
    def __init__(self, table: LawTable) -> None:
        self._table = table
        self._language: Language = table.language
        self._entries = table.entries()

    def __call__(self, key: str, **values: object) -> str:
        return text(f"lawreport.{key}", self._language, **values)

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._heading("not_checked")
        yield from self._or_none(self._not_checked())
        yield from self._heading("missing")
        yield from self._or_none(self._missing())
        yield from self._heading("derived")
        yield from self._or_none(self._not_read())
        yield from self._heading("amounts")
        for amount in self._entries["amounts"]:
            yield from self._amount(amount)
        yield from self._heading("limits")
        yield from self._limits()
        yield from self._heading("percentages")
        yield from self._percentages()
        yield from self._heading("index")
        yield from self._index()
        yield from self._heading("incomes", day=self._day(self._entries["day_of_rules"]))
        yield from self._incomes()
        yield from self._heading("costs", day=self._day(self._entries["day_of_rules"]))
        yield from self._costs()
        yield from self._heading("services")
        yield from self._services()
        yield from self._heading("not_by_income")
        yield from self._not_by_income()
        yield from self._heading("forests")
        yield from self._forests()
        yield from self._heading("acts")
        yield from self._acts()

    # --- the parts, in their order ---------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        first, last, today = (
            self._day(self._entries[key]) for key in ("first_day", "last_day", "today")
        )
        yield self("title")
        yield "=" * len(self("title"))
        yield from wrapped(self("intro", first_day=first, last_day=last, today=today))
        if self._entries["day"]:
            yield from wrapped(self("intro_day", day=self._day(self._entries["day"])))

    def _not_checked(self) -> Iterator[str]:
        for entry in self._entries["not_checked"]:
            checked_on = self._day(entry["checked_on"])
            since = days_in_words(entry, self._language)
            line = self("not_checked", what=entry["what"], since=since, checked_on=checked_on)
            yield from wrapped(line, "- ")

    def _missing(self) -> Iterator[str]:
        for entry in self._entries["missing"]:
            days = days_in_words(entry, self._language)
            looked = self("looked_for", checked_on=self._day(entry["checked_on"]))
            if entry["reason"] == "not_in_force":
                looked = ""
            why = f"{self('missing_' + entry['reason'])} {entry['why']} {looked}".rstrip()
            yield from wrapped(f"{entry['what']}, {days}. {why}", "- ")

    def _not_read(self) -> Iterator[str]:
        for entry in self._entries["not_read"]:
            days = days_in_words(entry, self._language)
            how = self(f"by_{entry['confirmed_by']}")
            yield from wrapped(f"{entry['what']}, {days}: {how}", "- ")

    def _amount(self, amount: Entry) -> Iterator[str]:
        if not amount["values"]:
            return
        yield ""
        yield from wrapped(amount["what"])
        for value in amount["values"]:
            days = days_in_words(value, self._language)
            yield from wrapped(
                f"{days:<24} {value['in_words']:<24} {value['section_in_words']}", "  ", 50
            )
            yield from self._source(value, "    ")

    def _limits(self) -> Iterator[str]:
        sizes = "".join(f"{size:>10}" for size in range(1, 7))
        yield f"{self('persons'):<26}{sizes}"
        for value in self._entries["income_limits"]["values"]:
            [row] = value["rows"]
            yield f"{days_in_words(value, self._language):<26}" + cells(row)
        for value in self._entries["income_limits"]["values"]:
            yield ""
            days = days_in_words(value, self._language)
            yield from wrapped(f"{days} {value['section_in_words']}")
            yield from self._source(value, "    ")

    def _percentages(self) -> Iterator[str]:
        table = self._entries["payment_percentages"]
        for value in table["values"]:
            yield from wrapped(
                f"{days_in_words(value, self._language)} {value['section_in_words']}"
            )
            yield from self._source(value, "    ")
            yield ""
            yield f"{self('hours'):<26}" + "".join(
                f"{size:>10}" for size in ("1", "2", "3", "4", "5", "6–")
            )
            last = len(value["rows"]) - 1
            for at, row in enumerate(value["rows"]):
                hours = str(table["first_row"] + at)
                if at in (0, last):
                    hours = self("or_less" if at == 0 else "or_more", hours=hours)
                yield f"{hours:<26}" + cells([cell.replace(".", ",") for cell in row])

    def _index(self) -> Iterator[str]:
        index = self._table.law.index
        years = ", ".join(f"{year}: {one.points}" for year, one in sorted(index.points.items()))
        yield from wrapped(self("index_points", points=years))
        for entry in self._entries["index"]:
            chain = " → ".join(entry["computed"].values())
            yield from wrapped(self("index_line", what=entry["what"], chain=chain), "- ")
            if not entry["same"]:
                values = " → ".join(entry["values"].values())
                yield from wrapped(self("index_differs", values=values), "  ")
        if all(entry["same"] for entry in self._entries["index"]):
            yield from wrapped(self("index_same"))

    def _incomes(self) -> Iterator[str]:
        for services in self._alike("incomes"):
            yield ""
            net = Service.HOME_CARE.value not in services
            yield from wrapped(self("net_services" if net else "gross_services"))
            for entry in self._entries["incomes"]:
                treated = entry["services"][services[0]]
                yield from self._kind(entry["what"], treated)
        yield from self._rules("income_rules")

    def _costs(self) -> Iterator[str]:
        for service in Service:
            yield ""
            yield from wrapped(text(f"words.service_{service}", self._language))
            for entry in self._entries["costs"]:
                by_role = entry["services"][service.value]
                client, spouse = (by_role[role.value] for role in Role)
                if client == spouse:
                    yield from self._kind(entry["what"], client)
                else:
                    for role in Role:
                        who = text(f"words.role_{role}", self._language)
                        yield from self._kind(f"{entry['what']}: {who}", by_role[role.value])
        yield from self._rules("cost_rules")

    def _rules(self, key: str) -> Iterator[str]:
        for rule in self._entries[key]:
            yield ""
            yield from wrapped(rule["in_words"], "- ")
            days = days_in_words(rule, self._language)
            yield from wrapped(f"{days} {rule['section_in_words']}", "    ")
            yield from self._source(rule, "    ")

    def _alike(self, key: str) -> list[list[str]]:
        """The services whose kinds are all treated the same, together."""
        groups: list[list[str]] = []
        for service in Service:
            name = service.value
            for group in groups:
                same = (e["services"][name] == e["services"][group[0]] for e in self._entries[key])
                if all(same):
                    group.append(name)
                    break
            else:
                groups.append([name])
        return groups

    def _kind(self, what: str, treated: Entry) -> Iterator[str]:
        section = treated["section_in_words"].replace(" §", "\u00a0§")
        yield from columns((what, 40), (treated["in_words"], 25), (section, 35))

    def _services(self) -> Iterator[str]:
        for entry in self._entries["services"]:
            yield ""
            yield entry["what"]
            yield from wrapped(self(f"basis_{entry['basis']}", section=entry["fee_section"]), "  ")
            for ground in entry["grounds"]:
                yield from self._ground(ground)

    def _ground(self, ground: Entry) -> Iterator[str]:
        sections = ", ".join(self._sections(ground["service_sections"])) or self("any_section")
        also = ""
        if ground["also_named"]:
            named = ", ".join(self._sections(ground["also_named"]))
            also = f" ({self('also_named', section=named)})"
        called = f" · {ground['called']}" if ground["called"] else ""
        days = days_in_words(ground, self._language)
        act = f"{ground['service_act_name']} ({ground['service_act']}): {sections}{also}"
        yield from wrapped(f"{act}{called}", "- ")
        yield from wrapped(f"{days} {ground['section_in_words']}", "    ")
        yield from self._source(ground, "    ")

    def _not_by_income(self) -> Iterator[str]:
        for entry in self._entries["not_by_income"]:
            sections = ", ".join(self._sections(entry["service_sections"])) or self("any_section")
            services = ", ".join(
                text(f"words.service_{service}", self._language) for service in entry["services"]
            )
            if len(entry["services"]) == len(Service):
                services = self("every_service")
            act = f"{entry['service_act_name']} ({entry['service_act']}): {sections} · {services}"
            yield ""
            yield from wrapped(act, "- ")
            yield from wrapped(entry["why"], "    ")
            days = days_in_words(entry, self._language)
            yield from wrapped(f"{days} {entry['section_in_words']}", "    ")
            yield from self._source(entry, "    ")

    def _forests(self) -> Iterator[str]:
        law = self._table.law
        yield from wrapped(text(f"law.{law.forest_years.why}", self._language))
        for entry in self._entries["forest_years"]:
            days = days_in_words(entry, self._language)
            year = self("tax_year", year=entry["tax_year"])
            yield from wrapped(f"{days} {year} · {entry['section_in_words']}", "- ")
            yield from self._source(entry, "    ")
        named = {municipality for _, municipality in law.forest_yields}
        swedish = len(law.municipalities.swedish.names)
        yield from wrapped(self("forest_count", municipalities=len(named), swedish=swedish))
        for name, merger in law.municipalities.merged.items():
            since = day_in_finnish(merger.since)
            merged = self("merged", municipality=name, since=since, into=merger.into)
            yield from wrapped(f"{merged} {merger.source}", "- ")

    def _acts(self) -> Iterator[str]:
        for act in self._entries["acts"]:
            yield from wrapped(f"{act['act']:<10} {act['name']}", "", 11)
            yield f"{'':11}{act['address']}"

    # --- pieces ----------------------------------------------------------------------------------

    def _heading(self, key: str, **values: object) -> Iterator[str]:
        heading = self(f"heading_{key}", **values)
        yield from ("", "", heading, "-" * len(heading))

    def _or_none(self, lines: Iterable[str]) -> Iterator[str]:
        found = list(lines)
        yield from found or [self("none")]

    def _source(self, cited: Entry, indent: str) -> Iterator[str]:
        how = self(f"by_{cited['confirmed_by']}")
        yield from wrapped(f"”{cited['quote']}”", indent)
        yield from wrapped(f"{cited['act_name']}, {cited['address']}", indent)
        checked_on = self._day(cited["checked_on"])
        how = f"{how}: {cited['source']}" if cited["source"] else how
        confirmed = self("confirmed", how=how, checked_on=checked_on)
        yield from wrapped(confirmed[0].upper() + confirmed[1:], indent)

    def _sections(self, citations: Iterable[str]) -> list[str]:
        return [section_in_words(citation, self._language) for citation in citations]

    def _day(self, day: str) -> str:
        return day_in_finnish(date.fromisoformat(day))


def days_in_words(entry: Entry, language: Language) -> str:
    """E.g. ``1.1.2026–31.12.2027``, or from a day on."""
    first = day_in_finnish(date.fromisoformat(entry["from"]))
    if entry["until"] is None:
        return text("lawreport.from_on", language, day=first)
    return f"{first}–{day_in_finnish(date.fromisoformat(entry['until']))}"
