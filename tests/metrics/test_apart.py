"""Values at their place, of how often each occurs: the same as of the values one by one."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from metrics.apart import TIMES, placed

VALUES = st.one_of(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9)), min_size=1),
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(-1e9, 1e9)), min_size=1),
)


@settings(deadline=None)
@given(VALUES, st.sampled_from([0.5, 0.9, 0.95]))
def test_the_place_among_counted_values_is_that_among_all_of_them(
    values: list[tuple[str, float]], share: float
) -> None:
    rows = pl.DataFrame(values, ["group", "value"], orient="row")
    counted = rows.group_by("group", "value").agg(pl.len().alias(TIMES))
    exact = pl.col("value").quantile(share, interpolation="linear")
    found = placed(counted, ["group"], "value", share).sort("group")
    assert_frame_equal(found, rows.group_by("group").agg(exact).sort("group"), check_exact=True)
    if share == 0.5:
        medians = rows.group_by("group").agg(pl.col("value").median()).sort("group")
        assert_frame_equal(found, medians, check_exact=True)
