"""Figures that people type, because no file holds them."""

from datetime import date

import polars as pl

from dashboard import access
from dashboard.data.answers import facts
from dashboard.data.loading import home_to_write
from dashboard.data.situation import Situation
from metrics.typed_figures import SHOP, typed_figures


def type_figure(
    shop: str, figure: str, day: date, value: float | None, *, scope: str = SHOP, author: str = ""
) -> None:
    """Stores one figure of a shop's day, None to take it back; who is signed in is its author.

    `author`: their name where nobody signs in. Raises AccessError, LoadError, SettingsError.
    """
    from loaders.typed import type_figure as stored

    home = home_to_write("type_figures")
    who = access.person()
    stored(home, shop, figure, day, value, who.email or author.strip() or who.author, scope)


def typed(at: Situation, shops: tuple[str, ...]) -> pl.DataFrame:
    """What was typed and holds: see `metrics.typed_figures`."""
    return typed_figures(facts(at), shops)
