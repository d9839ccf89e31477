"""Money and ad files are each recognised as one kind only."""

from pathlib import Path

import pytest

from loaders import kinds, seller_center
from loaders.errors import LoadError

DATA = Path(__file__).parents[1] / "data"
SAMPLES = {
    "affiliate_us.csv": "affiliate_orders",
    "affiliate_vn.csv": "affiliate_orders",
    "income_id.csv": "income",
    "income_my.csv": "income",
    "income_th_2026.csv": "income",
    "income_vn.csv": "income",
    "statement_br.csv": "statement",
    "statement_us.csv": "statement",
    "withdrawal_th.csv": "withdrawals",
    "ads_en.csv": "ads",
    "ads_zh.csv": "ads",
    "gmv_max_en.csv": "gmv_max",
    "gmv_max_vn.csv": "gmv_max",
}


@pytest.mark.parametrize(("name", "kind"), SAMPLES.items())
def test_no_other_kind_would_take_the_file(name: str, kind: str) -> None:
    [sheet] = seller_center.sheets(*seller_center.files([str(DATA / name)]))
    assert kinds.recognise(sheet).name == kind
    for other in {each.name for each in kinds.KINDS} - {kind}:
        with pytest.raises(LoadError, match="lacks"):
            kinds.recognise(sheet, other)


@pytest.mark.parametrize(
    "path",
    sorted(path for path in DATA.glob("*.csv") if path.name not in SAMPLES),
    ids=lambda path: path.name,
)
def test_no_other_sample_passes_for_a_money_or_ad_file(path: Path) -> None:
    for sheet in seller_center.sheets(*seller_center.files([str(path)])):
        for kind in set(SAMPLES.values()):
            with pytest.raises(LoadError, match="lacks"):
                kinds.recognise(sheet, kind)


def test_an_ad_report_without_impressions_is_known_by_its_days_and_campaigns(
    tmp_path: Path,
) -> None:
    path = tmp_path / "report.csv"
    path.write_text("By Day,Campaign name,Cost,Conversions\n2026-11-01,Summer,5,1\n")
    [sheet] = seller_center.sheets(*seller_center.files([str(path)]))
    assert kinds.recognise(sheet).name == "ads"
