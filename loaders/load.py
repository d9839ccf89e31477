"""Export files into the home: opened, recognised, parsed, stored, and what became of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from loaders import kinds, seller_center
from loaders.errors import LINES, LISTED, NO_SHOP_YET, LoadError, within
from loaders.reading import values
from loaders.settings import ADD_SHOP, Home, Shop, customer_secret
from loaders.sheet import Given, Kind, Parsed, Sheet
from loaders.source_report import reasons
from loaders.store import Store
from loaders.storing import files, quarantine
from loaders.storing.conform import INSTANTS
from loaders.storing.files import Content
from loaders.storing.ingest import Ingested, Load, loading
from loaders.storing.quarantine import Origin
from metrics.errors import NOTHING, Reason, joined
from metrics.metric import N_

Progress = Callable[[str, float], None]
ROWS_IN_MEMORY = 3_000_000
STORING = "storing"
"""What is said to be loaded when all files are read."""
READ, CHECKED = 0.3, 0.7
"""Which part of the work is done once files are read, and once their rows are checked."""


@dataclass(frozen=True)
class FileReport:
    """What became of one file: read = inserted + updated + unchanged + refused."""

    file: str
    kind: str | None
    shop: str | None
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    refused_file: str | None = None
    message: Reason = NOTHING
    """Why nothing of the file was loaded, or what a person should know of it; else ""."""
    reasons: Reason = NOTHING
    """The first rows that were refused, with their reasons."""

    @property
    def failed(self) -> bool:
        """Nothing of the file was loaded."""
        return self.kind is None

    def to_json(self) -> dict[str, str | int | None]:
        """As `load --format json` prints it."""
        said = asdict(self)
        del said["message"], said["reasons"]
        return said

    @property
    def said(self) -> str:
        """What a person should know of it, with what to do about refused rows; else ""."""
        if self.failed:
            return self.message
        notes: list[str] = [self.message] if self.message else []
        if self.refused:
            rows = f"{self.refused} of {self.read} rows refused: {self.reasons}"
            notes.append(f"{rows} (to correct and load again: {self.refused_file})")
        return f"{self.file}: {'; '.join(notes)}" if notes else ""


@dataclass(frozen=True, eq=False)
class Opened:
    """One recognised table of a file, parsed and not stored yet."""

    sheet: Sheet
    kind: Kind
    rows: pl.LazyFrame
    given: Given
    parsed: Parsed
    content: Content


def load_paths(
    home: Home,
    paths: Sequence[str],
    *,
    shop: str | None = None,
    kind: str | None = None,
    progress: Progress | None = None,
    called: Callable[[str], str] = str,
) -> list[FileReport]:
    """Loads files, folders, globs and zips into `home`, all as one store version.

    `progress`: called with what is being loaded and the share that is done. `called`: from the path
    of a file to its name in rows, reports and messages. Without a `shop`, reports of ads belong to
    the one that the settings give their accounts.
    Raises LoadError when nothing at all was loaded; a file that can't be used beside others that
    can is a report with `failed`.
    """
    chosen = choose_shop(home, shop) if shop or not home.settings.ads else None
    found = [
        replace(file, name=called(file.name))
        for file in _outside(home, seller_center.files(paths), paths)
    ]
    secret = customer_secret(home.path)
    reports: list[FileReport] = []
    with loading(Store(home.store), home.settings.shops, secret) as load:
        for number, file in enumerate(found):

            def step(part: float, number: int = number, name: str = file.name) -> None:
                if progress:
                    progress(name, CHECKED * (number + part) / len(found))

            step(0.0)
            reports += _load_file(load, home, file, chosen, kind, secret, step)
            if load.tx.rows_in_memory > ROWS_IN_MEMORY:
                load.finish()
        if progress:
            progress(STORING, CHECKED)
    if all(report.failed for report in reports):
        raise LoadError(joined([report.message for report in reports], LINES))
    return reports


def _outside(
    home: Home, found: Sequence[seller_center.File], paths: Sequence[str]
) -> list[seller_center.File]:
    """Without what the home itself wrote (such as refused rows), unless that is named."""
    own = {(home.path / folder).resolve() for folder in ("quarantine", "store", "demo")}
    named = {Path(path).resolve() for path in paths}
    kept = [
        file
        for file in found
        if file.path.resolve() in named or own.isdisjoint(file.path.resolve().parents)
    ]
    if not kept:
        raise LoadError(
            N_("there is nothing to load but what the home {home} wrote itself."), home=home.path
        )
    return kept


def choose_shop(home: Home, shop: str | None) -> Shop:
    """The shop that files are loaded for: the one named, or the only one there is."""
    shops = home.settings.shops
    if not shops:
        raise LoadError(NO_SHOP_YET, command=ADD_SHOP)
    known = ", ".join(sorted(shops))
    if shop is None and len(shops) > 1:
        raise LoadError(N_("name the shop with --shop: one of {shops}."), shops=known)
    if shop is not None and shop not in shops:
        raise LoadError(N_('there is no shop "{shop}": one of {shops}.'), shop=shop, shops=known)
    return shops[shop] if shop is not None else next(iter(shops.values()))


def _owner(home: Home, sheet: Sheet, kind: Kind) -> Shop:
    """The shop of the ad accounts that a sheet names, if it is one; else the only one there is."""
    rows = kinds.rows_of(sheet, kind)
    accounts = home.settings.ads
    if "ad_performance" in kind.tables and "account_id" in rows.collect_schema().names():
        named = rows.select(values.clean("account_id")).unique().collect().to_series()
        owners = {accounts.get(one) for one in named.drop_nulls()}
        if len(owners) == 1 and (owner := owners.pop()):
            return home.settings.shops[owner]
    return choose_shop(home, None)


def _load_file(
    load: Load,
    home: Home,
    file: seller_center.File,
    shop: Shop | None,
    kind: str | None,
    secret: bytes,
    step: Callable[[float], None],
) -> list[FileReport]:
    try:
        opened = _open(load, home, file, shop, kind, secret)
    except LoadError as error:
        return [FileReport(file.name, None, shop.id if shop else None, message=error.reason)]
    step(READ / CHECKED)
    return [_add(load, home, one) for one in opened]


def _open(
    load: Load,
    home: Home,
    file: seller_center.File,
    shop: Shop | None,
    kind: str | None,
    secret: bytes,
) -> list[Opened]:
    sheets = seller_center.sheets(file)
    known: list[tuple[Sheet, Kind]] = []
    unknown: list[LoadError] = []
    for sheet in sheets:
        try:
            known.append((sheet, kinds.recognise(sheet, kind)))
        except LoadError as error:
            unknown.append(error)
    if not known:
        raise unknown[0]
    content = Content.of(file.path)
    at = home.now()
    return [
        _parsed(load, *one, content, Given(shop or _owner(home, *one), at, at, secret))
        for one in known
    ]


def _parsed(load: Load, sheet: Sheet, kind: Kind, content: Content, given: Given) -> Opened:
    known = files.made_at_before(load.tx, given.shop.id, kind.name, content)
    stamp = _in_zone(sheet.made_at, given.shop.time_zone) if sheet.made_at else given.loaded_at
    made_at = known or min(stamp, given.loaded_at)
    given = replace(given, made_at=made_at, is_known=known is not None)
    rows = quarantine.armed(sheet, kinds.rows_of(sheet, kind))
    try:
        parsed = kind.parse(rows, given, sheet.preamble)
    except LoadError as error:
        raise LoadError(within(sheet.file, error)) from error
    except pl.exceptions.ComputeError as error:
        raise LoadError(
            N_("{file} can't be read as a table ({error}). Export it again, load it unopened."),
            file=sheet.file, error=str(error),
        ) from error  # fmt: skip
    given = replace(given, made_at=max([given.made_at, *_instants(parsed.tables)]))
    return Opened(sheet, kind, rows, given, parsed, content)


def _add(load: Load, home: Home, opened: Opened) -> FileReport:
    given, kind, name = opened.given, opened.kind, opened.sheet.file
    done = load.add(opened.parsed, given, name, opened.rows)
    origin = Origin(kind, opened.sheet.headers, opened.rows, given, name)
    ids = _corrected_ids(opened.sheet, done)
    refused_file = quarantine.settle(load.tx, home.quarantine, origin, done, ids)
    files.remember(load.tx, kind, opened.content, name, given, done)
    return FileReport(
        file=name,
        kind=kind.name,
        shop=given.shop.id,
        read=done.read,
        inserted=done.inserted,
        updated=done.updated,
        unchanged=done.unchanged,
        refused=done.refused.height,
        refused_file=str(refused_file) if refused_file else None,
        message=joined(opened.parsed.warnings, LISTED),
        reasons=reasons(done.refused),
    )


def _corrected_ids(sheet: Sheet, done: Ingested) -> list[str]:
    """The quarantine ids of the rows that were read, where the file is a corrected download."""
    if quarantine.ID not in sheet.headers:
        return []
    rows = sheet.rows.with_columns(pl.col("source_row").cast(pl.Int64))
    read = pl.concat([one.select("source_row") for one in (done.accepted, done.refused)])
    ids = rows.join(read.lazy(), on="source_row", how="semi").select(quarantine.ID)
    return ids.collect().to_series().drop_nulls().to_list()


def _in_zone(stamp: datetime, zone: str) -> datetime:
    zoned = stamp if stamp.tzinfo else stamp.replace(tzinfo=ZoneInfo(zone))
    return zoned.astimezone(UTC)


def _instants(tables: Mapping[str, pl.DataFrame]) -> list[datetime]:
    """The latest thing that happened, table by table: a file is no older than what it says."""
    found: list[datetime] = []
    for table, frame in tables.items():
        names = [name for name in INSTANTS.get(table, ()) if name in frame.columns]
        if names and frame.height:
            last = frame.select(pl.max_horizontal(pl.col(names).max())).item()
            found += [last] if last is not None else []
    return found
