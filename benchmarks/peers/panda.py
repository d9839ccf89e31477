"""The questions in pandas by hand: what is read is filtered in Arrow, and only its columns.

Whole numbers and flags are pandas' nullable ones (keys are hashes of 63 bits, which floats can't
hold), texts are categories.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from benchmarks.peers.setting import Setting, tables_and_files
from benchmarks.peers.totals import Found

TYPES: Final = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
CLOCKS: Final = (
    "created_on", "placed_on", "shipped_on", "delivered_on", "settled_on", "dispatch_due_on",
    "delivery_due_on",
)  # fmt: skip
NORMAL: Final = pc.field("order_kind") == "normal"
GROUPS: Final = ["now", "currency"]
LEFT: Final = ["in_transit", "delivered", "completed"]
OVER: Final = ["delivered", "completed"]
GMV_MAX: Final = ["gmv_max", "gmv_max_product", "gmv_max_live"]


@dataclass(frozen=True, eq=False)
class Reader:
    """The tables at the newest manifest, and the days that are asked for."""

    setting: Setting
    files: Mapping[str, list[str]]

    @classmethod
    def of(cls, setting: Setting, tables: Sequence[str]) -> "Reader":
        store = setting.store
        return cls(setting, tables_and_files(store, store.manifest(), tables))

    def read(self, table: str, columns: Iterable[str], where: pc.Expression) -> pd.DataFrame:
        """Some columns of the rows for which `where` is true."""
        files = self.files[table]
        texts = ds.ParquetFileFormat(dictionary_columns=_texts(pq.read_schema(files[0])))
        rows = ds.dataset(files, format=texts).to_table(list(columns), where)
        return rows.unify_dictionaries().to_pandas(types_mapper=TYPES.get, date_as_object=False)

    def within(self, clock: str) -> pc.Expression:
        """Rows dated in one of the spans."""
        day = pc.field(clock)
        return (day >= self.setting.before.first) & (day <= self.setting.span.last)

    def dated(self, rows: pd.DataFrame, clock: str) -> pd.DataFrame:
        """The rows of the spans, with `now`."""
        first, second, last = (
            pd.Timestamp(day)
            for day in (self.setting.before.first, self.setting.span.first, self.setting.span.last)
        )
        inside = rows[rows[clock].between(first, last)]
        return inside.assign(now=inside[clock] >= second)


def _texts(schema: pa.Schema) -> list[str]:
    """All columns of text: Arrow can't filter them as the views that they are stored as."""
    return [field.name for field in schema if field.type in (pa.string(), pa.string_view())]


def summed(rows: pd.DataFrame, by: Sequence[str], **columns: pd.Series) -> pd.DataFrame:
    """Sums by group; unknown over nothing but unknown values."""
    frame = pd.DataFrame(columns)
    return frame.groupby([rows[name] for name in by], observed=True).sum(min_count=1)


def spreads(rows: pd.DataFrame, **columns: str) -> pd.DataFrame:
    """Median and p90 by span, as a pair."""
    both = pd.Index([0.5, 0.9])
    named = rows.groupby("now")[list(columns.values())].quantile(both)
    pairs = {
        name: {now: tuple(named.loc[now, column]) for now in named.index.levels[0]}
        for name, column in columns.items()
    }
    return pd.DataFrame(pairs).rename_axis("now")


def true(flag: pd.Series) -> pd.Series:
    """Null counts as false."""
    return flag.fillna(value=False).astype(bool)


def known(values: pd.Series) -> pd.Series:
    """Where there is one."""
    return values.notna()


def own(rows: pd.DataFrame) -> pd.Series:
    """What the platform doesn't fulfil."""
    return rows["fulfilment_type"] != "tiktok"


def has_arrived(rows: pd.DataFrame) -> pd.Series:
    """Delivered, be the day known or not."""
    return known(rows["delivered_on"]) | rows["status"].isin(OVER)


def add(found: Found, frame: pd.DataFrame) -> None:
    """Totals by `now` (and `currency`), unknown as None."""
    whole = frame.reset_index()
    rows = [
        tuple(None if _is_unknown(cell) else _plain(cell) for cell in row)
        for row in whole.itertuples(index=False)
    ]
    found.add(list(whole.columns), rows)


def _is_unknown(cell: Any) -> bool:
    return pd.isna(cell[0]) if isinstance(cell, tuple) else pd.isna(cell)


def _plain(cell: Any) -> Any:
    return cell.item() if hasattr(cell, "item") else cell
