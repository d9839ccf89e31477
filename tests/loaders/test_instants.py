"""Wall times into instants: where clocks change, and which day comes first."""

from datetime import UTC, datetime

import polars as pl
import pytest

from loaders.errors import LoadError
from loaders.reading.instants import dialect, to_utc

ZONE = "America/Los_Angeles"
MONTH_FIRST = "%m/%d/%Y %H:%M"
DAY_FIRST = "%d/%m/%Y %H:%M"


def naive(*texts: str | None) -> pl.Series:
    return pl.Series(texts, dtype=pl.String).str.to_datetime("%Y-%m-%d %H:%M", time_unit="us")


def utc(frame: pl.DataFrame, column: str) -> list[str]:
    return frame.get_column(column).dt.strftime("%m-%d %H:%M").to_list()


def texts(*cells: str) -> pl.LazyFrame:
    return pl.LazyFrame({"t": cells}).with_row_index("source_row", offset=2)


def test_a_wall_time_becomes_utc_by_the_offset_of_its_own_day() -> None:
    frame = to_utc(
        pl.DataFrame({"t": naive("2026-07-01 12:00", "2026-12-01 12:00", None)}), ["t"], ZONE
    )
    assert utc(frame, "t") == ["07-01 19:00", "12-01 20:00", None]
    assert frame.schema["t"] == pl.Datetime("us", "UTC")


def test_a_time_in_the_gap_of_spring_moves_forward_one_hour() -> None:
    frame = to_utc(pl.DataFrame({"t": naive("2026-03-08 02:30")}), ["t"], ZONE)
    assert utc(frame, "t") == ["03-08 10:30"]


def test_a_time_that_happens_twice_is_the_earlier_one() -> None:
    frame = to_utc(pl.DataFrame({"t": naive("2026-11-01 01:30")}), ["t"], ZONE)
    assert utc(frame, "t") == ["11-01 08:30"]


def test_a_time_that_happens_twice_is_the_later_one_where_that_keeps_the_order() -> None:
    rows = pl.DataFrame(
        {
            "created": naive("2026-11-01 01:50", "2026-11-01 00:50"),
            "paid": naive("2026-11-01 01:10", "2026-11-01 01:10"),
        }
    )
    frame = to_utc(rows, ["created", "paid"], ZONE)
    assert utc(frame, "created") == ["11-01 08:50", "11-01 07:50"]
    assert utc(frame, "paid") == ["11-01 09:10", "11-01 08:10"]


def test_the_order_is_kept_over_a_step_that_is_missing() -> None:
    rows = pl.DataFrame(
        {
            "created": naive("2026-11-01 01:50"),
            "paid": naive(None),
            "shipped": naive("2026-11-01 01:10"),
        }
    )
    frame = to_utc(rows, ["created", "paid", "shipped"], ZONE)
    assert utc(frame, "shipped") == ["11-01 09:10"]


def test_a_zone_without_summer_time_and_no_rows_at_all() -> None:
    frame = to_utc(pl.DataFrame({"t": naive("2026-03-08 02:30")}), ["t"], "Asia/Bangkok")
    assert frame.item() == datetime(2026, 3, 7, 19, 30, tzinfo=UTC)
    assert to_utc(frame.clear().with_columns(t=naive()), ["t"], ZONE).is_empty()


def test_one_day_above_twelve_tells_the_order_of_day_and_month() -> None:
    rows = texts("03/04/2026 10:00\t", "25/04/2026 10:00\t")
    assert dialect(rows, "t", [MONTH_FIRST, DAY_FIRST]) == DAY_FIRST


def test_where_every_date_can_be_read_both_ways_the_first_layout_wins() -> None:
    rows = texts("03/04/2026 10:00", "-", "12/11/2026 10:00")
    assert dialect(rows, "t", [MONTH_FIRST, DAY_FIRST]) == MONTH_FIRST
    assert dialect(rows, "t", [DAY_FIRST, MONTH_FIRST]) == DAY_FIRST


def test_a_column_that_mixes_both_orders_is_refused_with_its_rows() -> None:
    rows = texts("25/04/2026 10:00", "04/26/2026 10:00", "05/05/2026 10:00")
    with pytest.raises(LoadError, match=r'mixes date formats: row 2 has "25/04.*row 3 has "04/26'):
        dialect(rows, "t", [DAY_FIRST, MONTH_FIRST])
