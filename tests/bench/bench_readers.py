"""The reader of the Incomes Register's answers, beside parsing and verifying the same bytes alone.

An answer of 60 reports (five pensions, a year each), signed as the register signs. Ours is the way
from the bytes to the figures, their evidence and the findings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree
from measuring import side_by_side
from signxml import CanonicalizationMethod, XMLSigner

from devdata.standins import incomes_register as standin
from devdata.standins.frame import COUNTY_BUSINESS_ID, Certificates
from devdata.standins.incomes_register_reports import reports_of
from robots.casework.answer import Evidence
from robots.casework.identity_code import IdentityCode
from robots.casework.period import Period
from robots.casework.words import Role, Source
from robots.incomes_register.envelope import unwrapped, wrapped
from robots.incomes_register.figures import Figures, Reader
from robots.incomes_register.income_types import IncomeTypes
from robots.incomes_register.kinds import Kind
from robots.incomes_register.reply import read_reply
from robots.incomes_register.settings import IncomesRegisterSettings
from robots.transport.https import Reply
from robots.transport.signature import verify

REPORTS = 60
AT_MOST = 1.5
COUNTY_TYPES = Path(__file__).parents[2] / "devdata/county/registers/income-types.csv"
CODE = IdentityCode.parse("010140-901U", test_range=True)
PERIOD = Period(date(2025, 3, 1), date(2026, 3, 16))


def main() -> None:
    """Measure, and print one line of JSON."""
    with TemporaryDirectory() as folder:
        certificates = Certificates(Path(folder))
        ours, plain = readers(certificates)
        side_by_side(
            f"incomes_register: an answer of {REPORTS} reports",
            ours,
            plain,
            beside="fromstring and verification alone",
            at_most=AT_MOST,
            rounds=101,
            note="from the bytes to figures and findings",
        )


def readers(certificates: Certificates) -> tuple[Callable[[], object], Callable[[], object]]:
    """Ours, and the least that the same answer could cost."""
    body = answer(certificates)
    authority = certificates.services_authority.file
    now = datetime.now(UTC)
    types = IncomeTypes.shipped_with(COUNTY_TYPES)
    settings = made_up_settings()
    document = etree.tostring(unwrapped(Reply(200, {}, body)), with_tail=False)

    def ours() -> Figures:
        tree = verify(unwrapped(Reply(200, {}, body)), authority, at=now)
        reader = Reader(
            Kind.BENEFITS, Role.CLIENT, PERIOD, types=types, settings=settings, origin=ORIGIN
        )
        return reader.read(read_reply(tree, Kind.BENEFITS, CODE, settings))

    def plain() -> None:
        etree.fromstring(body)
        verify(document, authority, at=now)

    assert len(ours().incomes) == REPORTS
    return ours, plain


def answer(certificates: Certificates) -> bytes:
    """The register's answer, signed and in its envelope."""
    held = {
        "benefits": [
            {
                "payer": f"Eläkelaitos {number}",
                "business_id": f"99900{number:02d}-1",
                "code": 9001,
                "day": 2,
                "from": "2025-04",
                "until": "2026-03",
                "gross": "1800.00",
                "tax": "306.00",
            }
            for number in range(REPORTS // 12)
        ]
    }
    reports = [report.element for report in reports_of("benefits", held, CODE.reveal())]
    root: Any = etree.Element(Kind.BENEFITS.reply_root)
    data_type = made_up_settings().benefits.query_data_type
    for text in (
        f"<Subscription><QueryDataType>{data_type}</QueryDataType>"
        "<ProductionEnvironment>false</ProductionEnvironment></Subscription>",
        f"<Summary><NrOfReports>{len(reports)}</NrOfReports></Summary>",
        "<Reports/>",
    ):
        root.append(etree.fromstring(text))
    root.find("Reports").extend(reports)
    signer = certificates.services_signer
    exclusive = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
    signed = XMLSigner(c14n_algorithm=exclusive).sign(
        root, key=signer.key, cert=[signer.certificate]
    )
    return wrapped(etree.tostring(signed))


def made_up_settings() -> IncomesRegisterSettings:
    """The made-up county's, without files that reading does not need."""
    call = {"service_path": "/service", "soap_action": "Ask"}
    return IncomesRegisterSettings.model_validate(
        {
            "connection": {
                "address": "https://127.0.0.1",
                "client_certificate": "unused.pem",
                "client_key": "unused.pem",
                "trusted_certificates": "unused.pem",
            },
            "issuing_ca": "unused.pem",
            "production_environment": False,
            "business_id": COUNTY_BUSINESS_ID,
            "query_profile": standin.PROFILE,
            "withheld_tax_in_profile": True,
            "wages": {**call, "query_data_type": 9101},
            "benefits": {**call, "query_data_type": 9102},
            "status_delivery_data_type": 9100,
            "payment_date_parameter": standin.PAYMENT_DATE_PARAMETER,
            "income_earner_parameter": standin.INCOME_EARNER_PARAMETER,
            "usable_report_statuses": [1],
            "cancelled_report_statuses": [9],
        }
    )


ORIGIN = Evidence(
    id="e-1",
    role=Role.CLIENT,
    what="incomes_register_benefits",
    source=Source.INCOMES_REGISTER,
    obtained_at=datetime(2026, 3, 16, tzinfo=UTC),
    requested_by="virkailija-07",
    legal_basis="53/2018 § 13",
    purpose="fee",
    file="evidence/incomes_register-client-benefits.xml",
    sha256="",
)

if __name__ == "__main__":
    main()
