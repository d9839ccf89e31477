"""The targets that people set: read, never written."""

from decimal import Decimal

from dashboard.data.records import are_there, records
from dashboard.data.situation import Situation
from loaders.settings_file import read_settings
from metrics.judgement.targets import Target


def targets(at: Situation) -> list[Target]:
    """Those that hold now, of the shops that are seen; of all shops together only for who sees
    all. None where nothing was ever written.

    Raises SettingsError: a database that can't be used; without the statement and its values.
    """
    if not are_there(at.home):
        return []
    sees_all = {*at.shops} == {*read_settings(at.home.path).shops}
    with records(at.home) as kept:
        held = kept.targets()
    return [
        Target(
            one.metric, one.shop_id, one.label, one.first, one.last, Decimal(one.value),
            one.currency,
        )
        for one in held
        if (one.shop_id in at.shops if one.shop_id else sees_all)
    ]  # fmt: skip
