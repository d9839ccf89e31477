"""Numbers as people read them: by unit, currency and language (Babel).

Units are those of `metrics`: money, share, count, number, hours, minutes, days, date. Unknown is a
dash. Compact forms are for cards ($1.23M, 123.46万); all else shows the number to its last digit.
"""

from datetime import date, timedelta
from typing import Final

from babel import Locale, dates, numbers, units

UNKNOWN: Final = "–"
LOCALES: Final = {"en": "en_US", "zh": "zh_Hans_CN"}
COMPACT_FROM: Final = 100_000
SHOWN_WITHOUT_DECIMALS: Final = frozenset(["IDR", "TWD"])
"""Their ISO minor unit exists on paper only: shops and buyers never write it."""

EPOCH: Final = date(1970, 1, 1)
"""A metric that is a day is the number of days since then."""
_DURATIONS: Final = {"hours": "duration-hour", "minutes": "duration-minute", "days": "duration-day"}


def decimals(currency: str) -> int:
    """How many decimals an amount of this currency is written with.

    >>> decimals("USD"), decimals("VND"), decimals("IDR")
    (2, 0, 0)
    """
    return 0 if currency in SHOWN_WITHOUT_DECIMALS else numbers.get_currency_precision(currency)


def symbol(currency: str, language: str = "en") -> str:
    """The sign in front of an amount; a code is set off by a blank."""
    sign = numbers.get_currency_symbol(currency, LOCALES[language])
    return f"{sign} " if sign[-1].isalpha() else sign


def exact(
    value: float | date | str | None,
    unit: str,
    currency: str | None = None,
    language: str = "en",
) -> str:
    """The whole number, for tables and hover; text is an ISO day.

    >>> exact(1234567.5, "money", "USD"), exact(0.05234, "share"), exact(None, "count")
    ('$1,234,567.50', '5.23%', '–')
    """
    if value is None:
        return UNKNOWN
    locale = LOCALES[language]
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if unit == "date" and not isinstance(value, date):
        value = EPOCH + timedelta(days=value)
    if isinstance(value, date):
        return dates.format_date(value, "medium", locale)
    if unit == "money":
        return _money(value, currency, locale)
    if unit == "share":
        return numbers.format_percent(value, "#,##0.00%", locale)
    if unit in _DURATIONS:
        return units.format_unit(value, _DURATIONS[unit], "short", "#,##0.0", locale)
    digits = "#,##0" if unit == "count" else "#,##0.00"
    return numbers.format_decimal(value, digits, locale)


def compact(
    value: float | date | None,
    unit: str,
    currency: str | None = None,
    language: str = "en",
    *,
    whole: bool = False,
) -> str:
    """The number in a few characters, for cards and axes; small amounts are `whole` or exact.

    >>> compact(1234567.5, "money", "USD"), compact(1234567.5, "money", "USD", "zh")
    ('$1.23M', 'US$123.46万')
    """
    if value is None or isinstance(value, date) or unit not in {"money", "count", "number"}:
        return exact(value, unit, currency, language)
    locale = LOCALES[language]
    if abs(value) < COMPACT_FROM:
        if unit == "money" and (whole or abs(value) >= 1_000 or not value):
            return _money(value, currency, locale, whole=True)
        return exact(value, unit, currency, language)
    if unit == "money" and currency:
        short = numbers.format_compact_currency(value, currency, locale=locale, fraction_digits=2)
        return _set_off(short, currency)
    return numbers.format_compact_decimal(value, locale=locale, fraction_digits=2)


def change(
    difference: float | None, ratio: float | None, unit: str, language: str = "en"
) -> str | None:
    """A signed change: of shares in percentage points, of days in days, of all else in percent.

    None if unknown. What rounds to nothing has no sign.

    >>> change(0.008, 0.2, "share"), change(-30, -0.031, "money"), change(3, None, "count")
    ('+0.80 pp', '-3.1%', None)
    """
    locale = LOCALES[language]
    if unit == "date" and difference is not None:
        later = _signed("#,##0", difference, 0)
        return units.format_unit(difference, "duration-day", "short", later, locale)
    if unit == "share":
        if difference is None:
            return None
        points = numbers.format_decimal(
            difference * 100, _signed("#,##0.00", difference, 4), locale
        )
        return f"{points} pp" if language == "en" else f"{points} 个百分点"
    if ratio is None:
        return None
    return numbers.format_percent(ratio, _signed("#,##0.0%", ratio, 3), locale)


def _signed(pattern: str, value: float, digits: int) -> str:
    return f"+{pattern};-{pattern}" if round(value, digits) else f"{pattern};{pattern}"


def day(value: date, language: str = "en") -> str:
    """A day, as people write it."""
    return dates.format_date(value, "medium", LOCALES[language])


def days(first: date, last: date, language: str = "en", *, short: bool = False) -> str:
    """A span of days as people write it, without its year if `short`.

    >>> days(date(2026, 10, 1), date(2026, 10, 17)), days(date(2026, 10, 1), date(2026, 10, 1))
    ('Oct 1 – 17, 2026', 'Oct 1, 2026')
    """
    skeleton = "MMMd" if short and first.year == last.year else "yMMMd"
    said = dates.format_interval(first, last, skeleton, locale=LOCALES[language])
    return said.replace("\u2009", " ")


def remaining(time: timedelta, language: str = "en") -> str:
    """How long something still lasts, rounded up: in hours, under one in minutes, over two days in
    days.

    >>> remaining(timedelta(hours=6, minutes=20)), remaining(timedelta(minutes=5))
    ('7 h', '5 min')
    """
    minutes = -(-time // timedelta(minutes=1))
    days, hours = -(-minutes // 1440), -(-minutes // 60)
    if hours > 48:
        return f"{days} days" if language == "en" else f"{days} 天"
    if minutes >= 60:
        return f"{hours} h" if language == "en" else f"{hours} 小时"
    return f"{minutes} min" if language == "en" else f"{minutes} 分钟"


def country(code: str, language: str = "en") -> str:
    """A country of ISO 3166 by its name; the code where it has none.

    >>> country("GB"), country("GB", "zh")
    ('United Kingdom', '英国')
    """
    return Locale.parse(LOCALES[language]).territories.get(code, code)


def short_day(value: date, language: str = "en") -> str:
    """A day without its year, for axes."""
    return dates.format_skeleton("MMMd", value, locale=LOCALES[language])


def _money(value: float, currency: str | None, locale: str, *, whole: bool = False) -> str:
    if currency is None:
        return numbers.format_decimal(value, "#,##0.00", locale)
    places = "" if whole or not decimals(currency) else "." + "0" * decimals(currency)
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    bare = pattern.split(";")[0].replace("#,##0.00", f"#,##0{places}")
    return _set_off(
        numbers.format_currency(value, currency, bare, locale, currency_digits=False), currency
    )


def _set_off(amount: str, currency: str) -> str:
    """A currency code (not a sign) doesn't touch its digits: THB 99.50."""
    return amount.replace(currency, f"{currency}\u00a0")
