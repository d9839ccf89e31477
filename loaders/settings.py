"""The home: its settings, its clock, its secret, and whether real or made-up data shows."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Final

from loaders.errors import SettingsError
from loaders.settings_file import (
    FILE,
    Settings,
    Shop,
    filled,
    read_settings,
    settings_of,
    zone,
)
from loaders.settings_file import Source as Source
from loaders.storing.manifest import newest
from metrics.metric import N_

ADD_SHOP: Final = (
    "shoppulse shop add ID --name NAME --market US --currency USD --time-zone America/Los_Angeles"
)


def now() -> datetime:
    """The present instant, UTC; `$SHOPPULSE_NOW` (ISO, UTC unless it says) replaces it."""
    text = os.environ.get("SHOPPULSE_NOW")
    if not text:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(
            N_("$SHOPPULSE_NOW is {text!r}: write an ISO instant such as 2026-11-22T12:00:00Z."),
            text=text,
        ) from error
    return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)


@dataclass(frozen=True)
class Home:
    """A folder with its settings and its store; `HOME/demo` is one of its own."""

    path: Path
    settings: Settings
    is_demo: bool = False

    @property
    def store(self) -> Path:
        """Root folder of the store."""
        return self.path / "store"

    @property
    def quarantine(self) -> Path:
        """Folder of the files of refused rows."""
        return self.path / "quarantine"

    def records_url(self) -> str:
        """Where records are kept, `${ENV}` filled in; never print it."""
        if self.settings.records_url:
            return filled(self.settings.records_url, "records_url")
        return f"sqlite:///{self.path.resolve() / 'records.db'}"

    def now(self) -> datetime:
        """The present instant, UTC; in a demo, noon of the day after its last one."""
        until = self.settings.demo_until
        if until is None or os.environ.get("SHOPPULSE_NOW"):
            return now()
        return datetime.combine(until + timedelta(days=1), time(12), UTC)

    def today(self) -> date:
        """The day in `review_time_zone`, by default this machine's."""
        name = self.settings.review_time_zone
        here: tzinfo | None = zone(name, "review_time_zone") if name else None
        return self.now().astimezone(here).date()


def home_path(given: str | None = None) -> Path:
    """Where the home is: as given, else `$SHOPPULSE_HOME`, else `./shoppulse-home`."""
    path = Path(given or os.environ.get("SHOPPULSE_HOME") or "shoppulse-home")
    if path.exists() and not path.is_dir():
        raise SettingsError(N_("the home {path} is a file: name a folder."), path=path)
    return path


def open_home(path: Path) -> Home:
    """The home that is read: the one at `path`, or its demo while it holds no real row.

    The demo is shown in the weeks and months of the home.
    """
    real = real_home(path)
    demo = path / "demo"
    if (demo / FILE).exists() and not holds_rows(real):
        settings = replace(read_settings(demo), calendar=real.settings.calendar)
        return Home(demo, settings, is_demo=True)
    return real


def real_home(path: Path) -> Home:
    """The home that is loaded into: never the demo."""
    return Home(path, read_settings(path))


def holds_rows(home: Home) -> bool:
    """Whether anything was ever stored in the home."""
    return any(newest(home.store / "manifests").days.values())


def add_shop(path: Path, shop: Shop) -> None:
    """Adds `[shops.ID]` to the settings of the home at `path`; makes both where missing.

    Raises:
        SettingsError: the shop is there already, or the file can't be used; it stays as it was.
    """
    file = path / FILE
    if shop.id in read_settings(path).shops:
        raise SettingsError(
            N_('shop "{shop}" is in {file} already: edit it there.'), shop=shop.id, file=file
        )
    path.mkdir(parents=True, exist_ok=True)
    text = file.read_text("utf-8-sig") if file.exists() else ""
    values = ("name", shop.name), ("market", shop.market), ("currency", shop.currency)
    lines = [f"[shops.{shop.id}]"]
    for key, value in (*values, ("time_zone", shop.time_zone)):
        lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    text = "\n".join([text.rstrip("\n") + "\n" if text else "", *lines, ""]).lstrip("\n")
    settings_of(text, file)
    draft = file.with_suffix(".draft")
    draft.write_text(text, "utf-8")
    draft.replace(file)


def customer_secret(path: Path) -> bytes:
    """The secret that buyers are hashed with: `$SHOPPULSE_CUSTOMER_SECRET`, or the home's own.

    The home's own is made once, in `customer.key`, which only its owner can read.
    """
    if given := os.environ.get("SHOPPULSE_CUSTOMER_SECRET"):
        return given.encode()
    file = path / "customer.key"
    if not file.exists():
        path.mkdir(parents=True, exist_ok=True)
        _make_secret(file)
    return file.read_bytes().strip()


def _make_secret(file: Path) -> None:
    """Writes a new secret whole or not at all; the first of two writers wins."""
    import secrets

    draft = file.with_name(f"customer.{secrets.token_hex(4)}.draft")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
        opened.write(secrets.token_hex(32))
    with suppress(FileExistsError):
        file.hardlink_to(draft)
    draft.unlink()
