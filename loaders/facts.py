"""What metrics are computed from: the store of a home, on the engine that it is set to."""

from typing import Final

from loaders.settings import Home
from loaders.settings_file import filled
from loaders.store import Store
from loaders.storing.manifest import Manifest
from metrics.facts import Facts

IN_PROCESS: Final = "polars"


def facts_of(home: Home, engine: str | None = None, at: Manifest | None = None) -> Facts:
    """The facts of a home at a manifest (the newest by default), now.

    `engine`: polars or sc://HOST:PORT; by default the one in the settings, else polars.

    Raises:
        EngineError: the engine isn't known, can't be reached, or can't read the store.
        SettingsError: an `${ENV}` in its address isn't set.
    """
    store, settings = Store(home.store), home.settings
    at = at or store.manifest()
    facts = store.facts(settings.shops.values(), at, home.now())
    chosen = filled(engine or settings.engine or IN_PROCESS, "engine")
    if chosen == IN_PROCESS:
        return facts
    from loaders.spark import on_spark

    return on_spark(facts, store, at, chosen, settings.engine_store)
