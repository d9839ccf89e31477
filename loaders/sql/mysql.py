"""What MySQL and MariaDB need so that their times come out right.

A TIMESTAMP is an instant that the server shows in the session's zone; a DATETIME is what was
written. Both come without a zone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

TIMESTAMP: Final = 7
"""Type code of the protocol."""

UNKNOWN_ZONE: Final = 1298
YEARS: Final = range(2015, 2040)


def set_zone(connection: Connection, zone: str) -> bool:
    """Lets the session run in the shop's zone. True: in UTC, as the server doesn't know the zone.

    Many servers know no zone by its name; one that keeps its offset can be set by that.
    """
    try:
        connection.exec_driver_sql("set time_zone = %s", (zone,))
    except DBAPIError as error:
        if error.orig is None or error.orig.args[0] != UNKNOWN_ZONE:
            raise
    else:
        return False
    offset = _steady_offset(zone)
    connection.exec_driver_sql("set time_zone = %s", (offset or "+00:00",))
    return offset is None


def timestamps(description: Sequence[Sequence[Any]]) -> list[str]:
    """The columns of an answer that are TIMESTAMPs. `description`: the cursor's."""
    return [column[0] for column in description if column[1] == TIMESTAMP]


def _steady_offset(zone: str) -> str | None:
    """`+08:00` of a zone without summer time, else None."""
    offsets = {
        datetime(year, month, 1, tzinfo=ZoneInfo(zone)).strftime("%z")
        for year in YEARS
        for month in range(1, 13)
    }
    text = offsets.pop()
    return None if offsets else f"{text[:3]}:{text[3:5]}"
