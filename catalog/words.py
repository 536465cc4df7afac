"""Languages, and how numbers, ranges, money and dates are written in each.

Content carries its two languages side by side (`Text`); interface words go through gettext
(`translator`); both meet here so that a screen and a document write the same thing the same way.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Lang = Literal["fr", "en"]
LANGUAGES: tuple[Lang, ...] = ("fr", "en")
LOCALE = Path(__file__).resolve().parent.parent / "locale"

Translate = Callable[[str], str]

# What a spreadsheet would run: a sign that opens a formula (plain, small or full-width), even after what does not show; a tab, a new line.
_RUN = re.compile(
    r"[\s\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]*"
    r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b]|[\t\r\n]"
)


@cache
def translator(lang: Lang) -> Translate:
    """The interface words of one language; English is the language of the keys.

    The catalogue is compiled in memory from its `.po`, so no compiled file is kept in the tree.
    """
    path = LOCALE / lang / "LC_MESSAGES" / "maillage.po"
    if lang == "en" or not path.exists():
        return lambda message: message
    with path.open("rb") as file:
        catalogue = read_po(file, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    words = gettext.GNUTranslations(compiled)
    return lambda message: french_spaces(words.gettext(message)) if message else ""


def french_spaces(text: str) -> str:
    """Put the no-break spaces that French typography asks for; replaces existing spaces only.

    Web addresses and times (10:30) have no space before the colon, so they are left alone.
    """
    text = re.sub(r"[ \u00a0](?=:(?:\s|$))", "\u00a0", text)
    text = re.sub(r"[ \u00a0](?=[;!?»])", "\u202f", text)
    text = re.sub(r"«[ \u00a0]", "«\u202f", text)
    text = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))", "\u202f", text)
    return re.sub(r"(?<=\d)[ \u00a0](?=[%€])", "\u00a0", text)


def number(value: float, lang: Lang, digits: int = 0) -> str:
    """`value` rounded to `digits` decimals, with the group separator of the language."""
    return format_decimal(round(value, digits), locale=lang, decimal_quantization=False)


def percent(share: float, lang: Lang, digits: int = 0) -> str:
    """A share (0 to 1) as a percentage: 16 % in French, 16% in English."""
    gap = "\u00a0" if lang == "fr" else ""
    return f"{number(share * 100, lang, digits)}{gap}%"


def euros(amount: float, lang: Lang) -> str:
    """An amount in whole euros, the sign after the number in both languages."""
    return f"{number(amount, lang)}\u00a0€"


def rounded_people(people: float) -> int:
    """A head count rounded to two significant figures (to 5 below 100): yields are not known better."""
    if people < 10:
        return round(people)
    step = 5 if people < 100 else 10 ** (len(str(int(people))) - 2)
    return int(round(people / step) * step)


def people_range(low: float, high: float, lang: Lang) -> str:
    """A head count as a range, rounded outward enough to stay honest: "900 à 1 600"."""
    first, last = sorted((rounded_people(low), rounded_people(high)))
    if first == last:
        return number(first, lang)
    return f"{number(first, lang)} {'à' if lang == 'fr' else 'to'} {number(last, lang)}"


def percent_range(low: float, high: float, lang: Lang) -> str:
    """Two shares as a range of percentages: "4 à 9 %"."""
    digits = 1 if high < 0.1 else 0
    first, last = number(low * 100, lang, digits), number(high * 100, lang, digits)
    if first == last:
        return percent(high, lang, digits)
    return f"{first} {'à' if lang == 'fr' else 'to'} {percent(high, lang, digits)}"


def no_formula(text: str) -> str:
    """Words that a spreadsheet will not take for a formula, whatever invisible comes first: every table we export uses it."""
    return f"'{text}" if _RUN.match(text) else text


@cache
def country_name(code: str, lang: Lang) -> str:
    """The name of a country from its code (ISO 3166, or EU)."""
    return str(Locale.parse(lang).territories.get(code, code))


@cache
def language_name(code: str, lang: Lang) -> str:
    """The name of a language from its code (BCP 47)."""
    return str(Locale.parse(lang).languages.get(code.replace("-", "_"), code))


def day(value: date, lang: Lang, form: str = "long") -> str:
    """A date in words: 14 mars 2027, 14 March 2027."""
    written = format_date(value, format=form, locale="en_GB" if lang == "en" else lang)
    return written.replace("1 ", "1er ", 1) if lang == "fr" and value.day == 1 and form == "long" else written
