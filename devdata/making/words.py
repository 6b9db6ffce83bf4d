"""The words that made-up papers print, by language and by the value's name in the people files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Words = Mapping[str, str]

COMMON: Final[dict[str, Words]] = {
    "fi": {
        "page": "Sivu", "date": "Päiväys", "code": "Henkilötunnus", "open": "toistaiseksi",
        "total": "Yhteensä",
    },
    "sv": {
        "page": "Sida", "date": "Datum", "code": "Personbeteckning", "open": "tills vidare",
        "total": "Sammanlagt",
    },
}  # fmt: skip

PENSIONS: Final[dict[str, Words]] = {
    "fi": {
        "old_age": "Vanhuuseläke", "partial_old_age": "Osittainen vanhuuseläke",
        "disability": "Työkyvyttömyyseläke", "partial_disability": "Osatyökyvyttömyyseläke",
        "rehabilitation": "Kuntoutustuki", "survivors": "Perhe-eläke",
    },
    "sv": {
        "old_age": "Ålderspension", "partial_old_age": "Partiell ålderspension",
        "disability": "Invalidpension", "partial_disability": "Delinvalidpension",
        "rehabilitation": "Rehabiliteringsstöd", "survivors": "Familjepension",
    },
}  # fmt: skip

BENEFITS: Final[dict[str, Words]] = {
    "fi": {
        "national_pension": "Kansaneläke", "guarantee_pension": "Takuueläke",
        "child_increase": "Lapsikorotus",
        "care_allowance_basic": "Eläkettä saavan hoitotuki, perustuki",
        "care_allowance_raised": "Eläkettä saavan hoitotuki, korotettu tuki",
        "care_allowance_highest": "Eläkettä saavan hoitotuki, ylin tuki",
        "veteran_supplement": "Eläkettä saavan hoitotuki, veteraanilisä",
        "disability_allowance": "16 vuotta täyttäneen vammaistuki",
        "pensioner_housing_allowance": "Eläkkeensaajan asumistuki",
        "survivors_pension": "Leskeneläke", "front_veteran_supplement": "Rintamalisä",
        "housing_allowance": "Yleinen asumistuki", "child_benefit": "Lapsilisä",
        "maintenance_support": "Elatustuki", "home_care_allowance": "Lasten kotihoidon tuki",
        "study_grant": "Opintoraha",
    },
    "sv": {
        "national_pension": "Folkpension", "guarantee_pension": "Garantipension",
        "child_increase": "Barnförhöjning",
        "care_allowance_basic": "Vårdbidrag för pensionstagare, grundbelopp",
        "care_allowance_raised": "Vårdbidrag för pensionstagare, förhöjt belopp",
        "care_allowance_highest": "Vårdbidrag för pensionstagare, högsta belopp",
        "veteran_supplement": "Vårdbidrag för pensionstagare, veterantillägg",
        "disability_allowance": "Handikappbidrag för personer över 16 år",
        "pensioner_housing_allowance": "Bostadsbidrag för pensionstagare",
        "survivors_pension": "Efterlevandepension", "front_veteran_supplement": "Fronttillägg",
        "housing_allowance": "Allmänt bostadsbidrag", "child_benefit": "Barnbidrag",
        "maintenance_support": "Underhållsstöd", "home_care_allowance": "Stöd för hemvård av barn",
        "study_grant": "Studiepenning",
    },
}  # fmt: skip

RENT_ROWS: Final[dict[str, Words]] = {
    "fi": {
        "rent": "Vuokra", "water": "Vesimaksu", "heating": "Lämmitys", "electricity": "Sähkö",
        "maintenance_charge": "Vastike", "parking": "Autopaikka", "sauna": "Saunavuoro",
    },
    "sv": {
        "rent": "Hyra", "water": "Vattenavgift", "heating": "Uppvärmning", "electricity": "El",
        "maintenance_charge": "Vederlag", "parking": "Bilplats", "sauna": "Bastutur",
    },
}  # fmt: skip

BANK_ROWS: Final[dict[str, Words]] = {
    "fi": {"interest": "Korot", "dividend": "Osingot"},
    "sv": {"interest": "Räntor", "dividend": "Dividender"},
}

#: By the words of a person file's ``tax_administration``.
TAX_ITEMS: Final[dict[str, Words]] = {
    "fi": {
        "rents": "Vuokratulot", "interest": "Korkotulot", "capital_gains": "Luovutusvoitot",
        "dividends": "Osingot julkisesti noteeratuista yhtiöistä",
        "unlisted_dividends": "Osingot muista kuin julkisesti noteeratuista yhtiöistä",
        "timber_sales": "Puun myyntitulot", "other": "Muut pääomatulot",
    },
    "sv": {
        "rents": "Hyresinkomster", "interest": "Ränteinkomster",
        "capital_gains": "Överlåtelsevinster",
        "dividends": "Dividender från offentligt noterade bolag",
        "unlisted_dividends": "Dividender från andra än offentligt noterade bolag",
        "timber_sales": "Inkomster av virkesförsäljning", "other": "Övriga kapitalinkomster",
    },
}  # fmt: skip

TAX_DEDUCTIONS: Final[dict[str, Words]] = {
    "fi": {"acquisition_costs": "Tulonhankkimiskulut", "life_annuities": "Syytinki"},
    "sv": {
        "acquisition_costs": "Utgifter för inkomstens förvärvande", "life_annuities": "Sytning",
    },
}  # fmt: skip

#: Kela's benefits by the day.
DAILY_BENEFITS: Final[dict[str, Words]] = {
    "fi": {
        "basic_unemployment": "Peruspäiväraha", "labour_market": "Työmarkkinatuki",
        "general_support": "Yleistuki", "sickness": "Sairauspäiväraha",
        "rehabilitation": "Kuntoutusraha", "parental": "Vanhempainraha",
    },
    "sv": {
        "basic_unemployment": "Grunddagpenning", "labour_market": "Arbetsmarknadsstöd",
        "general_support": "Allmänt stöd", "sickness": "Sjukdagpenning",
        "rehabilitation": "Rehabiliteringspenning", "parental": "Föräldrapenning",
    },
}  # fmt: skip

#: What a housing company's shareholder pays.
CHARGES: Final[dict[str, Words]] = {
    "fi": {
        "maintenance": "Hoitovastike", "water": "Vesimaksu", "loans": "Rahoitusvastike",
        "parking": "Autopaikka",
    },
    "sv": {
        "maintenance": "Skötselvederlag", "water": "Vattenavgift",
        "loans": "Finansieringsvederlag", "parking": "Bilplats",
    },
}  # fmt: skip
