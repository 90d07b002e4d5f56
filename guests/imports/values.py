"""Single cells of a file of guests: dates, countries, sexes, languages as people write them. Pure."""

import re
from datetime import date, datetime
from functools import cache

from django.utils import translation
from django_countries import countries

from guests.choices import LANGUAGES_SPOKEN, DocumentType, Gender, ImportDates

#: Every way of writing that one answer to "how are dates written?" stands for.
DATE_FORMATS: dict[str, tuple[str, ...]] = {
    ImportDates.ISO: ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d %H:%M:%S"),
    ImportDates.CHINESE: ("%Y年%m月%d日",),
    ImportDates.DAY_FIRST: ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"),
    ImportDates.MONTH_FIRST: ("%m/%d/%Y", "%m-%d-%Y"),
    ImportDates.DIGITS: ("%Y%m%d",),
}
OLDEST = date(1900, 1, 1)
_MALE = {"male", "m", "man", "mr", "mr.", "herr", "男", "男性", "先生", "1"}
_FEMALE = {
    "female",
    "f",
    "woman",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "miss",
    "frau",
    "女",
    "女性",
    "女士",
    "小姐",
    "2",
}
_DOCUMENTS = {
    "身份证": DocumentType.IDENTITY_CARD, "居民身份证": DocumentType.IDENTITY_CARD, "id": DocumentType.IDENTITY_CARD,
    "id card": DocumentType.IDENTITY_CARD, "identity card": DocumentType.IDENTITY_CARD,
    "护照": DocumentType.PASSPORT, "passport": DocumentType.PASSPORT, "通行证": DocumentType.PERMIT,
    "港澳通行证": DocumentType.PERMIT, "回乡证": DocumentType.PERMIT, "台胞证": DocumentType.PERMIT,
    "permit": DocumentType.PERMIT, "驾驶证": DocumentType.DRIVING_LICENCE, "驾照": DocumentType.DRIVING_LICENCE,
    "driving licence": DocumentType.DRIVING_LICENCE, "driving license": DocumentType.DRIVING_LICENCE,
}  # fmt: skip
_CHINESE_CARD = re.compile(r"\d{17}[\dXx]")


def read_date(text: str, dates: str) -> date | None:
    """The day, or None when it is none written as `dates` (a value of ImportDates) says."""
    for pattern in DATE_FORMATS[dates]:
        try:
            found = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        return found if found >= OLDEST else None
    return None


def read_gender(text: str) -> str:
    """A value of Gender; '' for anything else."""
    word = text.casefold()
    if word in _MALE:
        return Gender.MALE.value
    return Gender.FEMALE.value if word in _FEMALE else ""


def read_country(text: str) -> str:
    """ISO 3166-1 alpha-2 from a code or a name in Chinese or English; '' for anything else."""
    return _countries().get(text.casefold(), "")


def read_language(text: str) -> str:
    """A code from a code or a name in Chinese or English; '' for anything else."""
    return _languages().get(text.casefold().replace("_", "-"), "")


def read_document_type(text: str, number: str) -> str:
    """The kind as the file names it; unnamed, a Chinese identity card is known by its shape; else 'other'."""
    named = _DOCUMENTS.get(text.casefold()) or next((kind for kind in DocumentType if kind == text), None)
    if named is None and not text and _CHINESE_CARD.fullmatch(number):
        named = DocumentType.IDENTITY_CARD
    return (named or DocumentType.OTHER).value


@cache
def _countries() -> dict[str, str]:
    known = {
        "中国大陆": "CN",
        "中国": "CN",
        "usa": "US",
        "uk": "GB",
        "英国": "GB",
        "美国": "US",
        "韩国": "KR",
        "日本": "JP",
    }
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {str(name).casefold(): code for code, name in countries}
    for code, _name in countries:
        known |= {code.casefold(): code, (countries.alpha3(code) or code).casefold(): code}
    return known


@cache
def _languages() -> dict[str, str]:
    known = {"zh": "zh-hans", "zh-cn": "zh-hans", "汉语": "zh-hans", "普通话": "zh-hans", "中文": "zh-hans"}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {str(label).casefold(): code for code, label in LANGUAGES_SPOKEN}
    return known | {code: code for code, _label in LANGUAGES_SPOKEN}
