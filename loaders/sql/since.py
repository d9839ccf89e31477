"""`:since` in a source's SQL: rows changed before it needn't come again."""

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

EVER: Final = "1970-01-01 00:00:00"
"""What it stands for before anything was pulled."""

_SINCE: Final = re.compile(r"(?<![:\w\\]):since\b")


def is_in(sql: str) -> bool:
    """Whether `sql` asks for it."""
    return _SINCE.search(sql) is not None


def put_in(sql: str, text: str) -> str:
    """`sql` with `text` as a literal in its place."""
    return _SINCE.sub(f"'{text}'", sql)


def shown(since: datetime | None, zone: str, *, offset: bool = False) -> str:
    """The instant on the shop's clocks; with its offset from UTC where that is understood.

    >>> from datetime import UTC
    >>> shown(datetime(2026, 10, 17, 12, tzinfo=UTC), "Asia/Bangkok", offset=True)
    '2026-10-17 19:00:00+07:00'
    """
    if since is None:
        return EVER
    local = since.astimezone(ZoneInfo(zone))
    return (local if offset else local.replace(tzinfo=None)).isoformat(" ", "seconds")
