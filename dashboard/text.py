"""Words and numbers in the reader's language: gettext catalogues, English as the source.

The catalogue is `locale/zh_CN/LC_MESSAGES/shoppulse.po`, compiled into the `.mo` beside it. Numbers
are formatted in `reports.formats`.
"""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import date
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

from metrics.errors import Reason, ToldError
from metrics.metric import Metric
from metrics.period import Span
from reports import formats

LANGUAGES: Final = {"en": "English", "zh": "中文"}
LOCALE: Final = Path(__file__).parent.parent / "locale"
_CATALOGUES: Final = {"zh": "zh_CN"}

_WORD_JOINER: Final = "\N{WORD JOINER}"
"""Nobody sees it, and no line breaks there."""
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


def said(told: Exception | str) -> str:
    """An error or a reason in the reader's language; English where it can only say itself so."""
    return told.said(_) if isinstance(told, ToldError | Reason) else str(told)


def label(metric: Metric) -> str:
    """The metric's name."""
    return _(metric.label)


def span(days: Span) -> str:
    """A span in words: one day, or its first and last."""
    return formats.days(days.first, days.last, language())


def short_span(days: Span, beside: Span) -> str:
    """A span in few characters: without a year where it is that of the span beside it."""
    same_year = days.last.year == beside.last.year
    return formats.days(days.first, days.last, language(), short=same_year)


def value(number: float | date | None, metric: Metric, currency: str | None = None) -> str:
    """A metric's value to its last digit."""
    return formats.exact(number, metric.unit, currency, language())


def short_value(number: float | date | None, metric: Metric, currency: str | None = None) -> str:
    """A metric's value in a few characters, for sentences."""
    return formats.compact(number, metric.unit, currency, language())


def in_a_sentence(label: str) -> str:
    """A label with a small letter: `Category` is written so there, `SKU` is not.

    >>> in_a_sentence("Category"), in_a_sentence("SKU"), in_a_sentence("LIVE or video")
    ('category', 'SKU', 'LIVE or video')
    """
    first, *_rest = label.split(" ", 1)
    return label if first.isupper() else f"{label[:1].lower()}{label[1:]}"


def listed(words: Sequence[str]) -> str:
    """The words, one after the other."""
    return ("、" if language() == "zh" else ", ").join(words)


def plain(text: str) -> str:
    r"""Text that Streamlit's Markdown shows as it stands; no address in it becomes a link.

    An escape doesn't stop Markdown from linking an address: it is looked for afterwards. Round
    brackets mean something behind square ones only, and behind the number of a list.

    >>> plain("$5 *off* (today)")
    '\\$5 \\*off\\* (today)'
    """
    unlinked = re.sub(r"(https?|www)(?=://|\.)", rf"\1{_WORD_JOINER}", text, flags=re.IGNORECASE)
    escaped = re.sub(r"([\\`*_{}\[\]<>#+!|~$:])", r"\\\1", unlinked)
    return re.sub(r"^(\s*\d+)\)", r"\1\\)", escaped, flags=re.MULTILINE)


@cache
def _catalogue(language: str) -> NullTranslations:
    if language not in _CATALOGUES:
        return NullTranslations()
    return translation("shoppulse", LOCALE, [_CATALOGUES[language]])
