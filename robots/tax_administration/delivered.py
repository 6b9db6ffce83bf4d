"""Looks one person up in the files that the Tax Administration has delivered.

A look-up is an access like a request: it needs a permit, and each has its two rows in the access
log. Only the person's own part of the file goes into the case folder.
"""

from __future__ import annotations

from collections.abc import Callable

from robots.casework.answer import Answer, Attachment, Evidence, Finding
from robots.casework.case import Person
from robots.casework.checks import InterfaceCheck
from robots.casework.errors import WorkerError
from robots.casework.identity_code import IdentityCode
from robots.casework.period import HELSINKI, Period, day_in_finnish
from robots.casework.permit import Permit
from robots.casework.protocols import AccessLog, Clock
from robots.casework.reason import Reason
from robots.casework.words import Severity, Source
from robots.tax_administration.answering import Question, answer_of
from robots.tax_administration.delivered_files import DeliveredFiles, Delivery
from robots.tax_administration.errors import TaxPersonNotDelivered
from robots.tax_administration.file_layout import read_layout
from robots.tax_administration.look import look_at_own
from robots.tax_administration.settings import FileSettings
from robots.tax_administration.taxation import TaxYear
from robots.transport.attempts import INTERRUPTED, recorder


class DeliveredTaxation:
    """The delivered files; one for all cases, safe to use from several threads.

    Raises:
        MappingUnreadable: the layout file.
    """

    source = Source.TAX_ADMINISTRATION

    def __init__(
        self,
        settings: FileSettings,
        *,
        access_log: AccessLog,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._settings = settings
        self._layout = read_layout(settings.layout)
        self._files = DeliveredFiles(settings.folder, self._layout, settings.largest_file)
        self._access_log = access_log
        self._clock = clock
        self._new_id = new_id

    def ask(self, permit: Permit, person: Person, period: Period) -> Answer:
        """What the newest file that tells of the person says, of the permitted groups of data.

        Raises:
            SourceUnusable, TryAgain, ReplyRefused: no answer; see the rooms' errors.
            ValueError: the permit is for another question.
        """
        code = permit.code_for(self.source, person, period)
        question = Question(permit, period, self._clock(), self._new_id())
        rows = recorder(
            self._access_log,
            self._clock,
            permit,
            code,
            service=self._layout.file_name,
            request_id=question.request_id,
        )
        rows.before(1)
        size = 0
        try:
            delivery, part, years = self._look_up(code, permit)
            size = len(part)
            answer = self._answer(question, delivery, part, years)
        except WorkerError as error:
            rows.after(1, error.code, size)
            raise
        except BaseException:
            rows.after(1, INTERRUPTED, size)
            raise
        rows.after(1, answer.state, size)
        return answer

    def check(self) -> tuple[InterfaceCheck, ...]:
        """Whether the newest file is there and in its layout; nobody is looked up."""
        return (look_at_own(self._layout.file_name, self._clock, self._newest),)

    def close(self) -> None:
        """Nothing is kept open."""

    def _look_up(self, code: IdentityCode, permit: Permit) -> tuple[Delivery, bytes, list[TaxYear]]:
        """The newest delivery that tells of the person, the person's part of it, and its years.

        Raises:
            TaxPersonNotDelivered: no delivery does.
        """
        deliveries = self._files.all()
        for delivery in deliveries:
            loaded = self._files.load(delivery)
            part = loaded.part_of(code)
            if part is not None:
                return delivery, part, loaded.years_of(code)
            if self._files.covers(delivery, permit.told_on):
                return delivery, b"", []
        raise TaxPersonNotDelivered(day=day_in_finnish(deliveries[0].day))

    def _newest(self) -> Reason | None:
        """Load the newest delivery, and say so where it is older than the county wants."""
        newest, *_ = self._files.all()
        self._files.load(newest)
        most = self._settings.oldest_days
        if (self._clock().astimezone(HELSINKI).date() - newest.day).days <= most:
            return None
        return Reason("tax_file_old", {"day": day_in_finnish(newest.day), "days": str(most)})

    def _answer(
        self, question: Question, delivery: Delivery, part: bytes, years: list[TaxYear]
    ) -> Answer:
        origin = Evidence.on(
            question.permit,
            f"evidence/{question.file}",
            what="tax_file",
            file=question.file,
            content=part,
            obtained_at=question.asked_at,
            place=delivery.file.name,
            values={"day": day_in_finnish(delivery.day)},
        )
        raw = f"raw-{self.source}-{question.role}.{self._layout.format}"
        return answer_of(
            question,
            years,
            origin=origin,
            attachments=[Attachment(raw, part, sealed=True)],
            findings=self._age(question, delivery),
        )

    def _age(self, question: Question, delivery: Delivery) -> list[Finding]:
        """What the officer is told of a delivery that is older than the county wants."""
        most = self._settings.oldest_days
        if (question.day - delivery.day).days <= most:
            return []
        values = {"day": day_in_finnish(delivery.day), "days": str(most)}
        return [Finding("tax_file_old", Severity.WARNING, question.role, values)]
