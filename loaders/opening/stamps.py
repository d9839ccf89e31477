"""When a file was made, as its name says."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_STAMP: Final = re.compile(
    r"(?<!\d)(20\d\d)([-_.]?)([01]\d)\2([0-3]\d)"
    r"(?:[-_ T]?([0-2]\d)[-_:.]?([0-5]\d)(?:[-_:.]?([0-5]\d))?)?(?!\d)(\s*\(?UTC\)?)?"
)


def made_at(name: str) -> datetime | None:
    """The end of the second, minute or day that the one stamp in `name` says; else None.

    A wall time without a zone, UTC where the stamp says so. Two stamps are a span of data, which is
    no making time. The end, because what the file holds happened before it.

    >>> made_at("All order-2026-10-17-14_05.csv")
    datetime.datetime(2026, 10, 17, 14, 5, 59, 999999)
    >>> made_at("data_20261001_-_20261017.xlsx") is None
    True
    """
    stamps = list(_STAMP.finditer(name))
    if len(stamps) != 1:
        return None
    year, _, month, day, hour, minute, second, zone = stamps[0].groups()
    length = timedelta(days=1) if hour is None else timedelta(minutes=1)
    if second is not None:
        length = timedelta(seconds=1)
    try:
        start = datetime(
            *(int(part or 0) for part in (year, month, day, hour, minute, second)),
            tzinfo=UTC if zone else None,
        )
    except ValueError:
        return None
    return start + length - timedelta(microseconds=1)
