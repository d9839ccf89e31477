"""What the sentences say is what the drivers are, counted again by hand from the orders."""

from pathlib import Path

import pytest

from dashboard import text
from loaders.settings import open_home
from loaders.store import Store
from metrics.answer import ask
from metrics.catalog import CATALOG, find
from metrics.period import resolve
from tests.dashboard.conftest import Open

SEPTEMBER = 2 * 20 - 4 + 50 - 5
OCTOBER = 20
DAYS = ("2026-07", "2026-08", "2026-09")


def sentences(home: Path, open_page: Open, **address: str) -> list[str]:
    app = open_page("overview", home, **address)
    assert not app.exception
    lists = [one.value for one in app.markdown if one.value.startswith("- ")]
    return [line.strip(" -").replace("\\", "") for one in lists for line in one.splitlines()]


def test_a_fall_is_told_with_both_values_and_its_share(small_shop: Path, open_page: Open) -> None:
    said = sentences(small_shop, open_page, period="2026-10")
    assert said[0] == f"GMV (goods) fell from ${SEPTEMBER}.00 to ${OCTOBER}.00 (-75.3%)."


def test_factors_of_the_fall_add_up_to_it(small_shop: Path, open_page: Open) -> None:
    """No buyer is known in the file: nothing can be multiplied, and nothing is claimed."""
    said = sentences(small_shop, open_page, period="2026-10")
    assert not any(one.startswith("What moved it") for one in said)


def test_products_that_made_the_change_are_named(demo: Path, open_page: Open) -> None:
    said = sentences(demo, open_page, period="2026-08")
    assert any(one.startswith("By product: mostly ") for one in said)
    assert any(one.startswith("What moved it: ") for one in said)


def test_one_shop_is_not_split_by_shop(demo: Path, open_page: Open) -> None:
    said = sentences(demo, open_page, period="2026-09", shop="demo-us")
    assert said
    assert not any(one.startswith("By shop") for one in said)


def test_without_a_comparison_it_asks_for_one(demo: Path, open_page: Open) -> None:
    app = open_page("overview", demo, period="2026-09", compare="none")
    assert any("Choose something to compare with" in one.value for one in app.caption)


def test_sentences_are_in_the_readers_language(demo: Path, open_page: Open) -> None:
    said = sentences(demo, open_page, period="2026-09", language="zh")
    assert said[0].startswith("GMV")
    assert any(word in said[0] for word in ("升至", "降至", "变化不大"))
    assert not any("mostly" in one for one in said)
    text.speak("en")


def test_it_speaks_of_the_gmv_that_the_chosen_clock_dates(demo: Path, open_page: Open) -> None:
    usual, delivered = (
        sentences(demo, open_page, period="2026-09", shop="demo-us", clock=clock)
        for clock in ("usual", "delivered")
    )
    assert usual[0] != delivered[0]
    home = open_home(demo)
    held = Store(home.store).facts(home.settings.shops.values(), now=home.now())
    span = resolve("2026-09", home.today())
    gmv = ask(find(["gmv"]), held, span, where={"shop": ["demo-us"]}, clock="delivered").rows
    told = text.short_value(gmv["value"][0], CATALOG["gmv"], "USD")
    assert told in delivered[0]


def test_what_exchange_rates_did_is_told_where_money_is_converted(
    demo: Path, open_page: Open
) -> None:
    home = open_home(demo)
    today = home.today()
    spans = resolve("2026-09", today), resolve("2026-08", today)
    facts = Store(home.store).facts(home.settings.shops.values(), now=home.now())
    told = ask(find(["gmv"]), facts, *spans, currency="GBP", constant=True).rows.row(0, named=True)
    page = open_page("overview", demo, period="2026-09", currency="GBP")
    said = [one.value for one in page.markdown if "Exchange rates made" in one.value]
    assert len(said) == 1
    line = next(one for one in said[0].splitlines() if "Exchange rates" in one)
    amount = text.short_value(abs(told["exchange"]), CATALOG["gmv"], "GBP")
    sign = "+" if told["exchange"] > 0 else "-"
    growth = f"{told['growth'] / told['previous']:+.1%}"
    plain = line.replace("\\", "")
    assert f"made {sign}{amount} of it" in plain
    assert plain.endswith(f"at the rates of before it is {growth}.")


def test_one_currency_has_no_exchange(demo: Path, open_page: Open) -> None:
    page = open_page("overview", demo, period="2026-09", currency="USD", shop="demo-us")
    assert not [one.value for one in page.markdown if "Exchange rates made" in one.value]


def test_a_young_figure_beside_an_old_one_is_said_to_settle(demo: Path, open_page: Open) -> None:
    young, old = (sentences(demo, open_page, period=month) for month in ("2026-10", "2026-08"))
    place = next(n for n, one in enumerate(young) if one.startswith("Net revenue"))
    assert young[place + 1].startswith("Still settling")
    assert not any(one.startswith("Still settling") for one in old)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"period": "today"}, "No data for these days"),
        ({"period": "2026-10", "compare": "2019-10"}, "Nothing is known of the days compared"),
    ],
)
def test_what_is_not_known_is_not_told_as_unchanged(
    demo: Path, open_page: Open, address: dict[str, str], said: str
) -> None:
    page = open_page("overview", demo, **address)
    told = [one.value for one in (*page.info, *page.caption)]
    assert any(one.startswith(said) for one in told)
    assert not any("Nothing changed" in one for one in told)


def test_factors_that_made_nothing_of_it_are_left_out(demo: Path, open_page: Open) -> None:
    for day in ("2026-10-30", "2026-10-31"):
        assert not any("$0)" in one for one in sentences(demo, open_page, period=day))


def test_one_shop_is_told_of_what_is_left_and_of_cancellations_too(
    demo: Path, open_page: Open
) -> None:
    whole = [sentences(demo, open_page, period=day, shop="demo-us") for day in DAYS]
    said = [line for lines in whole for line in lines]
    assert any(one.startswith("Net revenue ") for one in said)
    assert any(one.startswith("Cancellation rate ") for one in said)
    assert any(one.startswith("By region: mostly ") for one in said)


def test_money_of_several_currencies_asks_for_one(demo: Path, open_page: Open) -> None:
    asked = "Choose one currency or one shop"
    several, one = (
        [
            caption.value
            for caption in open_page("overview", demo, period="2026-09", **address).caption
            if caption.value.startswith(asked)
        ]
        for address in ({"currency": "own"}, {"currency": "USD"})
    )
    assert (len(several), len(one)) == (1, 0)
