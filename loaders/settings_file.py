"""`shoppulse.toml` as values: shops, sources, ad accounts, the calendar, people."""

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzdata

from loaders import people
from loaders.errors import UNREADABLE_FILE, SettingsError, unknown, within
from loaders.people import Auth, Member, folded
from loaders.toml import Section, parse
from metrics.calendar import ISO, WEEKDAYS, Calendar
from metrics.currencies import CURRENCIES
from metrics.errors import Reason
from metrics.metric import N_

FILE: Final = "shoppulse.toml"
SOURCE_KINDS: Final = ("database", "files")
COLOURS: Final = ("green", "red")


@dataclass(frozen=True)
class Shop:
    """One shop: ISO 3166 market, ISO 4217 currency, IANA time zone."""

    id: str
    name: str
    market: str
    currency: str
    time_zone: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", self.id):
            raise SettingsError(
                N_('shop id "{shop}": use letters, digits, "-" and "_" only.'), shop=self.id
            )
        if not self.name.isprintable():
            raise self._error(N_("its name holds control characters."))
        if self.market not in _markets():
            raise self._error(
                N_('market "{market}" is not a country code of ISO 3166 (US, GB, VN, …).'),
                market=self.market,
            )
        if self.currency not in CURRENCIES:
            raise self._error(
                N_('currency "{currency}" is not one of {known}.'),
                currency=self.currency, known=", ".join(sorted(CURRENCIES)),
            )  # fmt: skip
        zone(self.time_zone, self._place)

    @property
    def _place(self) -> Reason:
        return Reason(N_('shop "{shop}"'), {"shop": self.id})

    def _error(self, text: str, **about: object) -> SettingsError:
        return SettingsError(within(self._place, SettingsError(text, **about)))


@dataclass(frozen=True)
class Source:
    """A database or a folder that `sync` pulls from; `${ENV}` in it stands as written."""

    name: str
    kind: str
    shop: str | None
    location: str = field(repr=False)
    """The URL of a database, the path of a folder."""
    tables: Mapping[str, str] = field(repr=False)
    """Table name → SQL."""

    def opened(self) -> str:
        """The location with every `${ENV}` filled in; never print it."""
        return filled(self.location, source_place(self.name))


def source_place(name: str) -> Reason:
    """A source, as messages name it."""
    return Reason(N_('source "{source}"'), {"source": name})


@dataclass(frozen=True)
class Settings:
    """What `shoppulse.toml` says; empty where there is no such file."""

    shops: Mapping[str, Shop] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    ads: Mapping[str, str] = field(default_factory=dict)
    """Ad account id → shop id."""
    review_time_zone: str | None = None
    engine: str | None = field(default=None, repr=False)
    """`polars`, or the address of a Spark Connect server; `${ENV}` in it stands as written."""
    engine_store: str | None = None
    """Where that server finds the store, if not under the same path."""
    records_url: str | None = field(default=None, repr=False)
    calendar: Calendar = ISO
    good_colour: str | None = None
    """`green` or `red`: the colour of what is good; by default as the reader's language has it."""
    demo_until: date | None = None
    """Last day of made-up data; None for a real home."""
    people: Mapping[str, Member] = field(default_factory=dict)
    """Folded e-mail → what the person may see and do; for a team that signs in."""
    auth: Auth | None = None
    """Where a team signs in; None on a laptop."""

    def member(self, email: str) -> Member | None:
        """The person of this e-mail, whatever its case; None for a stranger."""
        return self.people.get(folded(email))

    def of_shops(self, shops: Collection[str]) -> "Settings":
        """The same as if there were these shops only."""
        return replace(
            self,
            shops={one: shop for one, shop in self.shops.items() if one in shops},
            sources=tuple(one for one in self.sources if one.shop in shops),
            ads={account: shop for account, shop in self.ads.items() if shop in shops},
        )

    def shop(self, shop_id: str) -> Shop:
        if shop_id not in self.shops:
            raise SettingsError(*unknown(N_('no shop "{name}".'), shop_id, [*self.shops]))
        return self.shops[shop_id]

    def source(self, name: str) -> Source:
        for source in self.sources:
            if source.name == name:
                return source
        known = [source.name for source in self.sources]
        raise SettingsError(*unknown(N_('no source "{name}".'), name, known))


def read_settings(folder: Path) -> Settings:
    """Settings of the home at `folder`.

    Raises:
        SettingsError: file, table and key that can't be used, and the nearest that could.
    """
    file = folder / FILE
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(UNREADABLE_FILE, file=file, error=str(error)) from error
    return settings_of(text, file)


def settings_of(text: str, file: Path) -> Settings:
    top = parse(text, file)
    try:
        top.only(
            *("shops", "sources", "ads", "calendar", "review_time_zone"),
            *("engine", "engine_store", "records_url", "good_colour", "demo_until"),
            *("people", "auth"),
        )
        shops = {name: _shop(name, section) for name, section in top.sections("shops").items()}
        sources = tuple(_source(section, shops) for section in top.listed("sources"))
        _refuse_twins([source.name for source in sources])
        ads = {name: _account(section, shops) for name, section in top.sections("ads").items()}
        if zone_name := top.optional("review_time_zone"):
            zone(zone_name, "review_time_zone")
        return Settings(
            shops, sources, ads, zone_name, top.optional("engine"), top.optional("engine_store"),
            top.optional("records_url"), _calendar(top.table("calendar")), _colour(top),
            top.day("demo_until"), people.members(top, shops), people.auth(top),
        )  # fmt: skip
    except SettingsError as error:
        raise SettingsError(within(str(file), error)) from error


def _colour(top: Section) -> str | None:
    said = top.optional("good_colour")
    if said not in (None, *COLOURS):
        raise top.error(*unknown(N_('unknown good_colour "{name}".'), said, COLOURS))
    return said


def _shop(shop_id: str, section: Section) -> Shop:
    keys = ("name", "market", "currency", "time_zone")
    section.only(*keys)
    return Shop(shop_id, *(section.text(key) for key in keys))


def _source(section: Section, shops: Mapping[str, Shop]) -> Source:
    name = section.text("name")
    section = replace(section, where=source_place(name))
    kind = section.text("kind")
    if kind not in SOURCE_KINDS:
        raise section.error(*unknown(N_('unknown kind "{name}".'), kind, SOURCE_KINDS))
    place = {"database": "url", "files": "path"}[kind]
    section.only("name", "kind", "shop", place, "tables")
    tables = section.texts("tables")
    if kind == "database" and not tables:
        raise section.error(N_("[sources.tables] is missing: SQL for each table, orders = '…'."))
    shop = section.optional("shop")
    return Source(name, kind, _known_shop(section, shop, shops), section.text(place), tables)


def _account(section: Section, shops: Mapping[str, Shop]) -> str:
    shop = section.only("shop").text("shop")
    _known_shop(section, shop, shops)
    return shop


def _calendar(section: Section) -> Calendar:
    section.only("week_starts_on", "month_starts_on", "year_starts_in")
    weekday = (section.optional("week_starts_on") or WEEKDAYS[0]).lower()
    if weekday not in WEEKDAYS:
        said = N_('"week_starts_on" is "{name}", which is no weekday.')
        raise section.error(*unknown(said, weekday, WEEKDAYS))
    return Calendar(
        WEEKDAYS.index(weekday),
        section.whole_number("month_starts_on", 1, 28) or 1,
        section.whole_number("year_starts_in", 1, 12) or 1,
    )


def _known_shop(section: Section, shop: str | None, shops: Mapping[str, Shop]) -> str | None:
    if shop is not None and shop not in shops:
        raise section.error(*unknown(people.NO_SHOP, shop, [*shops]))
    return shop


def _refuse_twins(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(N_('two sources are named "{name}": rename one.'), name=name)


_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def filled(text: str, who: str) -> str:
    """`text` with every `${ENV}` replaced by its value; never print it.

    A value before the `@` of a URL is a user or a password and is escaped.

    Raises:
        SettingsError: variables that aren't set, by name; `who` needs them.
    """
    missing = [name for name in _VARIABLE.findall(text) if not os.environ.get(name)]
    if missing:
        names = ", ".join(f"${{{name}}}" for name in missing)
        raise SettingsError(N_("{who} needs {names}: set it and run again."), who=who, names=names)
    login, at, rest = text.rpartition("@")
    escaped = _VARIABLE.sub(lambda match: quote(os.environ[match[1]], safe=""), login)
    return escaped + at + _VARIABLE.sub(lambda match: os.environ[match[1]], rest)


@cache
def _markets() -> frozenset[str]:
    """ISO 3166 codes, from the table that comes with the time zones."""
    table = Path(tzdata.__file__).parent / "zoneinfo/iso3166.tab"
    lines = table.read_text("utf-8").splitlines()
    return frozenset(line[:2] for line in lines if line[:1] != "#")


def zone(name: str, where: str) -> ZoneInfo:
    """The IANA time zone `name`.

    Raises:
        SettingsError: there is no such zone; `where` says who asked.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        unknown_zone = SettingsError(
            N_('time zone "{zone}" is unknown: use a name such as Asia/Bangkok.'), zone=name
        )
        raise SettingsError(within(where, unknown_zone)) from error
