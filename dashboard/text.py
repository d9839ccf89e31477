"""Words and numbers in the reader's language: gettext catalogues, English as the source.

Catalogues are `locale/zh_CN/LC_MESSAGES/shoppulse.po`, compiled when first used, so that what is
committed is what people can read and correct. Numbers are formatted in `reports.formats`.
"""

import io
import re
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from metrics.metric import Metric
from metrics.period import Span
from reports import formats

LANGUAGES: Final = {"en": "English", "zh": "中文"}
LOCALE: Final = Path(__file__).parent.parent / "locale"
_CATALOGUES: Final = {"zh": LOCALE / "zh_CN/LC_MESSAGES/shoppulse.po"}

_language: ContextVar[str] = ContextVar("language", default="en")


def speak(language: str) -> None:
    """Every word of this run is in `language`, one of `LANGUAGES`."""
    _language.set(language)


def language() -> str:
    """The language of this run."""
    return _language.get()


def _(text: str) -> str:
    """The text in the reader's language; English where the catalogue lacks it."""
    return _catalogue(language()).gettext(text) if text else ""


def label(metric: Metric) -> str:
    """The metric's name."""
    return _(metric.label)


def span(days: Span) -> str:
    """A span in words: one day, or its first and last."""
    if days.first == days.last:
        return formats.day(days.first, language())
    return f"{formats.day(days.first, language())} – {formats.day(days.last, language())}"


def value(number: float | date | None, metric: Metric, currency: str | None = None) -> str:
    """A metric's value to its last digit."""
    return formats.exact(number, metric.unit, currency, language())


def listed(words: Sequence[str]) -> str:
    """The words, one after the other."""
    return ("、" if language() == "zh" else ", ").join(words)


def plain(text: str) -> str:
    r"""Text that Streamlit's Markdown shows as it stands.

    >>> plain("$5 *off*")
    '\\$5 \\*off\\*'
    """
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$:])", r"\\\1", text)


@cache
def _catalogue(language: str) -> NullTranslations:
    if language not in _CATALOGUES:
        return NullTranslations()
    with _CATALOGUES[language].open("rb") as file:
        messages = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)
