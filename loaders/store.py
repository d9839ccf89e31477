"""The tables on disk: Delta Lake, read at one manifest, written by one writer at a time.

`ROOT/tables/NAME` is a Delta table partitioned by `month`; `ROOT/manifests` holds the store's
versions. A reader never looks at "latest" of a table, so it never sees half a load.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from loaders.errors import LoadError
from loaders.storing import daily, kept, listing
from loaders.storing import manifest as manifests
from loaders.storing.listing import Listing
from loaders.storing.manifest import Manifest
from metrics.facts import Facts
from metrics.metric import N_
from metrics.views import KEPT

if TYPE_CHECKING:
    from loaders.settings_file import Shop
    from loaders.storing.transaction import Transaction

LOCK = "writer.lock"
SECONDS_TO_WAIT = 600
KEPT_MANIFESTS = 20


@lru_cache(maxsize=256)
def _opened(root: Path, table: str, version: int, stored: datetime) -> Listing:
    """A table at a version, which never changes.

    `stored`: when the store's version was written, for a demo that was made anew.
    """
    return listing.opened(root, table, version)


def _name(file: str) -> str:
    return file.rpartition("/")[2]


class _Tables(Mapping[str, pl.LazyFrame]):
    """The tables of one version, opened when they are asked for."""

    def __init__(self, store: "Store", at: Manifest) -> None:
        self._store, self._at = store, at

    def __getitem__(self, table: str) -> pl.LazyFrame:
        return self._store.scan(table, self._at)

    def __iter__(self) -> Iterator[str]:
        return iter(self._at.tables)

    def __len__(self) -> int:
        return len(self._at.tables)


class _Daily(Mapping[str, pl.LazyFrame]):
    """The daily totals of one version: of the tables that have them up to date."""

    def __init__(self, store: "Store", at: Manifest) -> None:
        self._store, self._at = store, at
        self._held: dict[str, pl.LazyFrame | None] = {}

    def __getitem__(self, table: str) -> pl.LazyFrame:
        if table not in self._held:
            self._held[table] = self._store.daily(table, self._at)
        found = self._held[table]
        if found is None:
            raise KeyError(table)
        return found

    def __iter__(self) -> Iterator[str]:
        return (table for table in self._at.tables if table in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Kept(Mapping[str, pl.LazyFrame]):
    """What views keep of the files of one version, by its name."""

    def __init__(self, store: "Store", at: Manifest) -> None:
        self._store, self._at = store, at

    def __getitem__(self, name: str) -> pl.LazyFrame:
        found = self._store.kept(name, self._at)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in KEPT if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


OTHER_SECRET: Final = N_(
    "{store} was written under another customer secret: its buyers could not be told apart. Set "
    "$SHOPPULSE_CUSTOMER_SECRET to the team's secret, or put back the home's customer.key."
)


class Store:
    """All tables of one home. Cheap to make; opens nothing until asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._manifests = root / "manifests"

    def manifest(self, version: int | None = None) -> Manifest:
        """The newest version of the store, or the one asked for (FileNotFoundError if gone)."""
        if version is None:
            return manifests.newest(self._manifests)
        return manifests.read(self._manifests / f"{version:08d}.json")

    def path(self, table: str) -> Path:
        """Where the Delta table lies."""
        return self.root / "tables" / table

    def scan(self, table: str, at: Manifest | None = None) -> pl.LazyFrame:
        """The table's rows at a manifest (the newest one by default).

        Raises KeyError for a table that was never loaded. The files are scanned as Parquet:
        Polars' reader of Delta imports pyarrow first (0.1 s), and no table has deletion vectors.
        """
        return self._listed(table, at or self.manifest()).rows()

    def files(self, table: str, at: Manifest) -> list[str]:
        """The Parquet files of the table at a manifest."""
        return self._listed(table, at).paths

    def _listed(self, table: str, at: Manifest) -> Listing:
        return _opened(self.root, table, at.tables[table], at.written_at)

    def daily(self, table: str, at: Manifest) -> pl.LazyFrame | None:
        """The table's daily totals at a manifest; None where they aren't kept or are older."""
        if table not in at.tables:
            return None
        return daily.held(self.root, table, map(_name, self._listed(table, at).files))

    def is_summed_up(self, at: Manifest) -> bool:
        """Whether daily totals of today's rules stand for the version: not after an upgrade."""
        return all(self.daily(table, at) is not None for table in daily.tables() & at.tables.keys())

    def is_being_written(self) -> bool:
        """Whether another load is under way, for which the next one will wait."""
        from filelock import FileLock, Timeout

        lock = self.root / LOCK
        if not lock.exists():
            return False
        try:
            with FileLock(lock, timeout=0):
                return False
        except Timeout:
            return True

    def kept(self, name: str, at: Manifest) -> pl.LazyFrame | None:
        """What a view keeps of its table at a manifest; None where there is nothing of it."""
        one = KEPT[name]
        if one.table not in at.tables:
            return None
        listed = self._listed(one.table, at)
        paths = {_name(file): file for file in listed.files}

        def rows(some: Sequence[str]) -> pl.LazyFrame:
            return listed.rows_of(*(paths[file] for file in some))

        return kept.held(self.root, one, [*paths], rows)

    def sum_up(self) -> None:
        """Brings listings, daily totals and what views keep up to date with the newest version."""
        at = self.manifest()
        for table, version in at.tables.items():
            listing.renew(self.root, table, version)
            listed = self._listed(table, at)
            rows = {_name(file): listed.rows_of(file) for file in listed.files}
            daily.renew(self.root, table, rows)
            kept.renew(self.root, table, rows)

    def facts(
        self, shops: "Iterable[Shop]" = (), at: Manifest | None = None, now: datetime | None = None
    ) -> Facts:
        """What `metrics.compute` reads, all at one manifest. `shops`: those of the settings."""
        at, shops = at or self.manifest(), list(shops)
        return Facts(
            tables=_Tables(self, at),
            coverage=at.coverage,
            seen=at.seen,
            markets={shop.id: shop.market for shop in shops},
            as_of=at.written_at,
            daily=_Daily(self, at),
            kept=_Kept(self, at),
            zones={shop.id: shop.time_zone for shop in shops},
            currencies={shop.id: shop.currency for shop in shops},
            now=now,
        )

    @contextmanager
    def writing(self, secret: str = "") -> Generator["Transaction"]:
        """A transaction on the newest version; nothing is stored before its `commit`.

        Waits for another writer. Raises LoadError if that one does not finish, or if the store
        was written under another customer secret.
        """
        from filelock import FileLock, Timeout

        from loaders.storing.transaction import Transaction

        self.root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / LOCK, timeout=SECONDS_TO_WAIT):
                at = self.manifest()
                if secret and at.secret and secret != at.secret:
                    raise LoadError(OTHER_SECRET, store=self.root)
                yield Transaction(self, at, secret or at.secret)
        except Timeout as error:
            raise LoadError(
                N_(
                    "another load has been writing to {store} for {minutes} minutes. Wait for it "
                    "to end and try again."
                ),
                store=self.root, minutes=SECONDS_TO_WAIT // 60,
            ) from error  # fmt: skip

    def tidy(self, keep: int = KEPT_MANIFESTS) -> None:
        """Forgets all but the newest `keep` versions, and deletes the files only they needed."""
        from deltalake import DeltaTable

        paths = sorted(self._manifests.glob("*.json"))
        for path in paths[:-keep]:
            path.unlink()
        kept = [manifests.read(path) for path in paths[-keep:]]
        for table in kept[-1].tables if kept else ():
            DeltaTable(str(self.path(table))).vacuum(
                retention_hours=0,
                enforce_retention_duration=False,
                dry_run=False,
                full=True,
                keep_versions=[at.tables[table] for at in kept if table in at.tables],
            )
            self._remove_drafts(table)

    def _remove_drafts(self, table: str) -> None:
        """What a killed writer left and vacuum does not know: `….parquet#1`, older than a day."""
        from loaders.settings import now

        yesterday = (now() - timedelta(days=1)).timestamp()
        for draft in self.path(table).glob("**/*.parquet#*"):
            if draft.stat().st_mtime < yesterday:
                draft.unlink()
