"""Files parsed as a load parses them: opened, recognised, read; nothing stored."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loaders import kinds, seller_center
from loaders.settings import Shop
from loaders.sheet import Given, Parsed

DATA = Path(__file__).parents[1] / "data"
MADE_AT = datetime(2026, 10, 18, 3, tzinfo=UTC)
SHOPS = {
    "US": Shop("us", "Main", "US", "USD", "America/Los_Angeles"),
    "VN": Shop("vn", "Viet", "VN", "VND", "Asia/Ho_Chi_Minh"),
    "ID": Shop("id", "Indo", "ID", "IDR", "Asia/Jakarta"),
    "BR": Shop("br", "Brasil", "BR", "BRL", "America/Sao_Paulo"),
}
ParseFile = Callable[..., tuple[str, Parsed]]


def given(market: str = "US", made_at: datetime = MADE_AT) -> Given:
    return Given(SHOPS[market], made_at, made_at, b"secret")


@pytest.fixture
def parse_file() -> ParseFile:
    """(path or name in tests/data, market) → (name of the kind that it is, what it brought)."""

    def parse(path: str | Path, market: str = "US") -> tuple[str, Parsed]:
        sheet, *_ = seller_center.sheets(seller_center.files([str(DATA / path)])[0])
        kind = kinds.recognise(sheet)
        return kind.name, kind.parse(kinds.rows_of(sheet, kind), given(market), sheet.preamble)

    return parse
