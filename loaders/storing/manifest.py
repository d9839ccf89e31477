"""A store version: which version of each table belongs together, written last and at once."""

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

Coverage = Mapping[str, Mapping[str, tuple[date, date]]]
"""Table → shop → first and last day of its rows."""

PRICE_LIST = "skus"
"""Its days say from when on a price holds: they may lie ahead, and gaps between them are none."""


@dataclass(frozen=True)
class Manifest:
    """One version of the whole store. Version 0 is the empty store."""

    version: int = 0
    written_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    tables: Mapping[str, int] = field(default_factory=dict)
    days: Coverage = field(default_factory=dict)
    seen: Mapping[str, datetime] = field(default_factory=dict)
    """Shop → when the newest look at its orders and its stock was taken."""
    secret: str = ""
    """Fingerprint of the customer secret that the store was written under."""

    @property
    def coverage(self) -> Coverage:
        """Table → shop → from its first row's day to the last day that the shop's data covers."""
        last: dict[str, date] = {}
        for table, shops in self.days.items():
            for shop, (_, day) in shops.items():
                if table != PRICE_LIST:
                    last[shop] = max(day, last.get(shop, day))
        return {
            table: {shop: (first, last.get(shop, first)) for shop, (first, _) in shops.items()}
            for table, shops in self.days.items()
        }

    def of_shops(self, shops: Collection[str]) -> "Manifest":
        """The same as if there were these shops only; what is of no shop (rates) stays."""
        days = {
            table: {shop: span for shop, span in by_shop.items() if not shop or shop in shops}
            for table, by_shop in self.days.items()
        }
        kept = {table: by_shop for table, by_shop in days.items() if by_shop}
        gone = self.days.keys() - kept.keys()
        tables = {table: version for table, version in self.tables.items() if table not in gone}
        seen = {shop: at for shop, at in self.seen.items() if shop in shops}
        return replace(self, tables=tables, days=kept, seen=seen)


def newest(folder: Path) -> Manifest:
    """The newest manifest in `folder`; the empty one where there is none."""
    versions = sorted(folder.glob("*.json"))
    return read(versions[-1]) if versions else Manifest()


def read(path: Path) -> Manifest:
    """The manifest in the file `path`."""
    said = json.loads(path.read_text(encoding="utf-8"))
    days = {
        table: {
            shop: (date.fromisoformat(first), date.fromisoformat(last))
            for shop, (first, last) in shops.items()
        }
        for table, shops in said["days"].items()
    }
    written_at = datetime.fromisoformat(said["written_at"])
    seen = {shop: datetime.fromisoformat(at) for shop, at in said.get("seen", {}).items()}
    return Manifest(said["version"], written_at, said["tables"], days, seen, said["secret"])


def write(folder: Path, manifest: Manifest) -> None:
    """Puts `manifest` into `folder`."""
    said = {
        "version": manifest.version,
        "written_at": manifest.written_at.isoformat(),
        "tables": dict(manifest.tables),
        "days": {
            table: {
                shop: [first.isoformat(), last.isoformat()] for shop, (first, last) in shops.items()
            }
            for table, shops in manifest.days.items()
        },
        "seen": {shop: at.isoformat() for shop, at in manifest.seen.items()},
        "secret": manifest.secret,
    }
    put(folder / f"{manifest.version:08d}.json", said)


def put(target: Path, said: Mapping[str, object]) -> None:
    """Writes JSON in one step: readers see it whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(said, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
