"""The question that the query service is asked: HenkilonTunnusKysely, by identity code."""

from __future__ import annotations

from typing import Final

from lxml import etree

from robots.casework.identity_code import IdentityCode
from robots.casework.permit import Permit
from robots.population_register.errors import EndUserUnfit
from robots.population_register.settings import Credentials, PopulationRegisterSettings
from robots.transport.xml import Element
from robots.transport.xroad import Service, Subsystem

SERVICE: Final = "HenkilonTunnusKysely"
NAMESPACE: Final = "http://xml.vrk.fi/ws/vtj/vtjkysely/1"

#: The register's keeper (DVV) on Suomi.fi's data exchange layer; the instance is the county's own.
MEMBER_CLASS: Final = "GOV"
MEMBER_CODE: Final = "0245437-2"
_SUBSYSTEM: Final = "VTJkysely"
_VERSION: Final = "v1"
_LONGEST_END_USER: Final = 50


def service_of(client: Subsystem, code: str = SERVICE, version: str = _VERSION) -> Service:
    """A service of the register's query subsystem, in the client's own instance."""
    return Service(
        instance=client.instance,
        member_class=MEMBER_CLASS,
        member_code=MEMBER_CODE,
        subsystem_code=_SUBSYSTEM,
        service_code=code,
        service_version=version,
    )


def end_user_of(settings: PopulationRegisterSettings, permit: Permit) -> str:
    """Who uses the data, in the form that was agreed on with the register's keeper.

    Raises:
        EndUserUnfit: it is empty, or longer than the register takes.
    """
    end_user = settings.end_user.format(requested_by=permit.requested_by)
    if not permit.requested_by or len(end_user) > _LONGEST_END_USER:
        raise EndUserUnfit(longest=_LONGEST_END_USER)
    return end_user


def question(
    settings: PopulationRegisterSettings,
    credentials: Credentials,
    product: str,
    code: IdentityCode,
    end_user: str,
) -> Element:
    """The message's body; its elements are in the schema's order, and empty ones are left out."""
    body = etree.Element(f"{{{NAMESPACE}}}{SERVICE}", nsmap={"vtj": NAMESPACE})
    request = etree.SubElement(body, f"{{{NAMESPACE}}}request")
    for name, value in (
        ("SoSoNimi", product),
        ("Kayttajatunnus", credentials.username),
        ("Salasana", credentials.password),
        ("Loppukayttaja", end_user),
        ("Laskutustiedot", settings.billing_reference),
        ("Henkilotunnus", code.reveal()),
    ):
        if value:
            etree.SubElement(request, f"{{{NAMESPACE}}}{name}").text = value
    return body
