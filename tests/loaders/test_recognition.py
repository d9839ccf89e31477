"""Every sample file is one kind, and no other kind would take it."""

from pathlib import Path

import pytest

from loaders import kinds, seller_center
from loaders.errors import LoadError
from loaders.sheet import Sheet

DATA = Path(__file__).parents[1] / "data"
SAMPLES = sorted(path.name for path in DATA.glob("*.csv"))


def fits(sheet: Sheet, kind: str) -> bool:
    try:
        kinds.recognise(sheet, kind)
    except LoadError:
        return False
    return True


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_fits_one_kind_only(sample: str) -> None:
    sheet, *_ = seller_center.sheets(seller_center.files([str(DATA / sample)])[0])
    names = {kind.name for kind in kinds.KINDS}
    assert [name for name in names if fits(sheet, name)] == [kinds.recognise(sheet).name]
