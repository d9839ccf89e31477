"""Tables as they are listed beside their Delta logs."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from pathlib import Path
from shutil import move

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.storing import listing

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


def sold(*days: int | None, column: str = "on") -> pl.DataFrame:
    """A row a day since the first of January, in the months of their places."""
    on = [None if day is None else JANUARY.date() + timedelta(days=day) for day in days]
    at = [None if day is None else JANUARY + timedelta(days=day, hours=9) for day in days]
    rows = pl.DataFrame(
        {column: on, "at": at}, schema={column: pl.Date, "at": pl.Datetime("us", "UTC")}
    )
    return rows.with_columns(id=pl.int_range(pl.len()), month=pl.lit("2026-01"))


def write(root: Path, *parts: pl.DataFrame) -> int:
    """Appends each as a file of its own; the version that this makes."""
    path = str(root / "tables" / "sales")
    for number, part in enumerate(parts):
        write_deltalake(
            path,
            part.with_columns(month=pl.lit(f"2026-{number + 1:02}")),
            mode="append",
            partition_by=["month"],
            schema_mode="merge",
        )
    return DeltaTable(path).version()


def files(root: Path) -> list[Path]:
    return sorted(root.glob("tables/sales/*/*.parquet"))


def test_a_listed_table_is_read_without_its_log(tmp_path: Path) -> None:
    version = write(tmp_path, sold(1, 2), sold(40))
    listing.renew(tmp_path, "sales", version)
    move(tmp_path / "tables/sales/_delta_log", tmp_path / "elsewhere")
    opened = listing.opened(tmp_path, "sales", version)
    assert opened.rows().collect().height == 3
    assert sorted(opened.paths) == [str(path) for path in files(tmp_path)]


def test_a_table_that_is_not_listed_is_read_by_its_log(tmp_path: Path) -> None:
    version = write(tmp_path, sold(1, 2), sold(40))
    by_log = listing.opened(tmp_path, "sales", version)
    listing.renew(tmp_path, "sales", version)
    listed = listing.opened(tmp_path, "sales", version)
    assert (sorted(by_log.paths), by_log.schema) == (sorted(listed.paths), listed.schema)
    assert by_log.rows().collect().sort("on").equals(listed.rows().collect().sort("on"))
    assert by_log.bounds is None


def test_a_listing_is_of_its_version_only(tmp_path: Path) -> None:
    first = write(tmp_path, sold(1, 2))
    listing.renew(tmp_path, "sales", first)
    second = write(tmp_path, sold(3))
    assert listing.opened(tmp_path, "sales", second).rows().collect().height == 3
    listing.renew(tmp_path, "sales", second)
    assert [path.name for path in tmp_path.glob("listed/*")] == [f"sales-{second}.json"]
    assert listing.opened(tmp_path, "sales", second).rows().collect().height == 3
    assert listing.opened(tmp_path, "sales", first).rows().collect().height == 2


def test_bounds_of_columns_in_another_order_are_worked_out_anew(tmp_path: Path) -> None:
    """Bounds stand in the order of the columns: read in another one, days would be instants."""
    first = write(tmp_path, sold(1, 2))
    listing.renew(tmp_path, "sales", first)
    file = listing.path(tmp_path, "sales", first)
    said = json.loads(file.read_text("utf-8"))
    swapped = {name: said["columns"][name] for name in ("at", "on", "id", "month")}
    bounds = {name: [one[0], *one[4:], *one[1:4]] for name, one in said["files"].items()}
    file.write_text(json.dumps({"columns": swapped, "files": bounds}), "utf-8")
    second = write(tmp_path, sold(3))
    listing.renew(tmp_path, "sales", second)
    rows = listing.opened(tmp_path, "sales", second).rows()
    assert rows.filter(pl.col("on") == date(2026, 1, 2)).collect().height == 1


def test_files_of_other_days_are_not_opened(tmp_path: Path) -> None:
    version = write(tmp_path, sold(1, 2, None), sold(40, 41))
    listing.renew(tmp_path, "sales", version)
    first, second = files(tmp_path)
    first.write_bytes(b"no Parquet")
    opened = listing.opened(tmp_path, "sales", version)
    in_days = pl.col("on").is_between(date(2026, 2, 1), date(2026, 2, 28))
    at_instants = pl.col("at") > datetime(2026, 2, 1, tzinfo=UTC)
    for inside in (in_days, at_instants):
        assert opened.rows().filter(inside).collect()["id"].to_list() == [0, 1]
    second.write_bytes(b"no Parquet")
    with pytest.raises(pl.exceptions.PolarsError):
        opened.rows().filter(in_days).collect()


def test_a_column_that_a_file_lacks_is_null_there(tmp_path: Path) -> None:
    listing.renew(tmp_path, "sales", write(tmp_path, sold(1, 2)))
    version = write(tmp_path, sold(5, column="later"))
    listing.renew(tmp_path, "sales", version)
    rows = listing.opened(tmp_path, "sales", version).rows()
    assert rows.filter(pl.col("later").is_null()).collect().height == 2
    assert rows.filter(pl.col("later") == date(2026, 1, 6)).collect().height == 1
    assert rows.filter(pl.col("on") == date(2026, 1, 6)).collect().height == 0


def test_a_table_with_a_column_of_another_type_is_read_by_its_log(tmp_path: Path) -> None:
    version = write(tmp_path, sold(1).with_columns(price=pl.lit(Decimal("1.5"))))
    listing.renew(tmp_path, "sales", version)
    assert not listing.path(tmp_path, "sales", version).exists()
    assert listing.opened(tmp_path, "sales", version).rows().collect().height == 1


DAYS = st.lists(st.one_of(st.none(), st.integers(0, 60)), min_size=1, max_size=4)
SPANS = st.tuples(st.integers(-5, 65), st.integers(-5, 65))


def _conditions(first: int, last: int) -> list[pl.Expr]:
    since, until = (JANUARY + timedelta(days=day, hours=9) for day in (first, last))
    day, instant = pl.col("on"), pl.col("at")
    return [
        day.is_between(since.date(), until.date()),
        day.is_null(),
        ~day.is_between(since.date(), until.date()),
        day.is_in([since.date(), until.date()]),
        (day <= since.date()) & (instant.is_null() | (instant > until)),
        (instant >= since) & (instant < until),
    ]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    parts=st.lists(DAYS, min_size=1, max_size=3),
    span=SPANS,
    chosen=st.lists(st.integers(0, 5), min_size=1, max_size=3),
    either=st.booleans(),
)
def test_no_row_is_left_out_by_the_days_of_files(
    tmp_path_factory: pytest.TempPathFactory,
    parts: Sequence[Sequence[int | None]],
    span: tuple[int, int],
    chosen: Sequence[int],
    either: bool,
) -> None:
    root = tmp_path_factory.mktemp("store")
    version = write(root, *(sold(*days) for days in parts))
    listing.renew(root, "sales", version)
    rows = listing.opened(root, "sales", version).rows()
    conditions = [_conditions(*span)[n] for n in chosen]
    inside = reduce(or_ if either else and_, conditions)
    found = rows.filter(inside).collect().sort("month", "id")
    assert found.equals(rows.collect().filter(inside).sort("month", "id"))
