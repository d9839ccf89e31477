"""The home as it is now: its shops, and what its store holds."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard import access
from loaders.settings import Home, home_path, open_home
from loaders.settings_file import Shop as Shop
from loaders.store import Store
from loaders.storing.manifest import PRICE_LIST, Manifest
from metrics.calendar import DAY
from metrics.local_days import end_of, time_left
from metrics.period import Span


@dataclass(frozen=True)
class Situation:
    """The home as it is now: its shops, what its store holds, and whether that is made up.

    Both as if there were only the shops that the person may see; `only`: those, None for all.
    """

    home: Home
    store: Manifest
    only: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no shop has any row."""
        return not any(any(by_shop) for by_shop in self.store.days.values())

    @property
    def version(self) -> tuple[str, str]:
        """What kept answers go by: the home, the version of its store, and which shops are seen.

        With the time of the store, for a demo that was made anew; with its number, for a clock that
        stands still. No answer over one person's shops is shown to another.
        """
        seen = "all" if self.only is None else " ".join(["only", *self.only])
        written = f"{self.store.version} {self.store.written_at.isoformat()}"
        return str(self.home.path), f"{written} {seen}"

    @property
    def shops(self) -> Mapping[str, Shop]:
        return self.home.settings.shops

    @property
    def shop_names(self) -> Mapping[str, str]:
        """What each shop is called; with its id where two are called the same."""
        return names_of(self.shops)

    def now(self, reader_zone: str | None) -> datetime:
        """The present instant in `review_time_zone`, by default the reader's zone."""
        name = self.home.settings.review_time_zone or reader_zone
        return self.home.now().astimezone(ZoneInfo(name) if name else None)

    def moment(self) -> datetime:
        """The present, to ten minutes: how old what is kept may be of what depends on it."""
        now = self.home.now()
        return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)

    def midnight(self) -> datetime:
        """The last midnight, of any of the shops or UTC: since then no shop's date changed."""
        now = self.home.now()
        return max(end_of(now.astimezone(zone).date() - DAY, zone) for zone in self._zones())

    def are_over(self, *spans: Span) -> bool:
        """Whether the last day of each is over at every shop, and in UTC."""
        now = self.home.now()
        last = max(span.last for span in spans)
        return all(end_of(last, zone) <= now for zone in self._zones())

    def _zones(self) -> set[ZoneInfo]:
        return {ZoneInfo("UTC"), *(ZoneInfo(shop.time_zone) for shop in self.shops.values())}

    def markets(self, shops: Sequence[str]) -> set[str]:
        """Where these shops sell, all where none are named."""
        return {self.shops[shop].market for shop in shops or self.shops}

    def time_left(self, span: Span, shops: Sequence[str]) -> dict[str, timedelta]:
        """Shop → how long its last day of the span still lasts; none where it is over."""
        zones = {shop: self.shops[shop].time_zone for shop in shops or self.shops}
        return time_left(span, zones, zones, self.home.now())

    def currencies(self, shops: Sequence[str]) -> list[str]:
        """The currencies of these shops, of all where none are named."""
        chosen = [self.shops[shop] for shop in shops] or list(self.shops.values())
        return list(dict.fromkeys(shop.currency for shop in chosen))

    def days(self, shops: Sequence[str]) -> Span | None:
        """From the first to the last day that has data of these shops (of all, if none named)."""
        known = [
            span
            for table, by_shop in self.store.days.items()
            for shop, span in by_shop.items()
            if table != PRICE_LIST and (shop in shops if shops else shop)
        ]
        if not known:
            return None
        return Span(min(first for first, _ in known), max(last for _, last in known), "")

    def has(self, table: str, shops: Sequence[str]) -> bool:
        """Whether the table was ever loaded for one of these shops (of all, where none named)."""
        known = self.store.days.get(table, {})
        return bool(set(shops) & set(known)) if shops else bool(known)


def names_of(shops: Mapping[str, Shop]) -> dict[str, str]:
    """What each shop is called; with its id where two are called the same."""
    called = Counter(shop.name for shop in shops.values())
    return {
        one: shop.name if called[shop.name] == 1 else f"{shop.name} ({one})"
        for one, shop in shops.items()
    }


def situation() -> Situation:
    """What the home holds at this moment, of the shops that the person may see.

    Raises AccessError: nobody that the settings know. Made-up shops are everybody's.
    """
    only = access.person().shops
    at = whole()
    if only is None or at.home.is_demo:
        return at
    return Situation(seen_by(at.home, only), at.store.of_shops(only), only)


def whole() -> Situation:
    """What the home holds at this moment, of all shops: for the server, which is nobody."""
    home = open_home(home_path())
    return Situation(home, Store(home.store).manifest())


def seen_by(home: Home, shops: Collection[str]) -> Home:
    """The home as if these shops were all that its settings name."""
    return replace(home, settings=home.settings.of_shops(shops))
