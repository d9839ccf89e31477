"""What can be wrong with a question: in English, and in the reader's language."""

import ast
import pickle
from pathlib import Path

import pytest

import metrics
from metrics.errors import MetricError, MissingDimensionError, Reason, UnknownNameError

CHINESE = {
    "No returns of {shops}.": "没有 {shops} 的退货。",
    "Nothing was loaded.": "没有导入任何数据。",
    "There is no metric {name!r}.": "没有指标 {name!r}。",
    "Did you mean {near}?": "您是指 {near} 吗？",
    "There are: {names}.": "可选：{names}。",
}


def test_a_reason_is_said_in_any_language() -> None:
    reason = Reason("No returns of {shops}.", {"shops": "a, b"})
    assert str(reason) == "No returns of a, b."
    assert reason.said() == "No returns of a, b."
    assert reason.said(CHINESE.__getitem__) == "没有 a, b 的退货。"


def test_an_error_is_said_in_any_language() -> None:
    error = MetricError("No returns of {shops}.", shops="a")
    assert (str(error), error.said(CHINESE.__getitem__)) == ("No returns of a.", "没有 a 的退货。")
    several = MetricError(*error.reasons, Reason("Nothing was loaded."))
    assert str(several) == several.said() == "No returns of a. Nothing was loaded."
    assert several.said(CHINESE.__getitem__) == "没有 a 的退货。 没有导入任何数据。"


def test_what_another_program_says_is_not_filled_in() -> None:
    assert MetricError("no column {x}").said() == "no column {x}"


def test_an_unknown_name_is_said_with_its_nearest() -> None:
    near = UnknownNameError("metric", "gmw", ["gmv", "orders"])
    assert str(near) == "There is no metric 'gmw'. Did you mean gmv?"
    assert near.said(CHINESE.__getitem__) == "没有指标 'gmw'。 您是指 gmv 吗？"
    far = UnknownNameError("metric", "zzz", ["gmv", "orders"])
    assert str(far) == "There is no metric 'zzz'. There are: gmv, orders."
    assert far.said(CHINESE.__getitem__) == "没有指标 'zzz'。 可选：gmv, orders。"


@pytest.mark.parametrize("known", [["gmv"], ["aaa"]])
def test_errors_and_reasons_outlive_a_cache(known: list[str]) -> None:
    """Streamlit keeps answers, with their notes, as pickles."""
    error = UnknownNameError("metric", "gmw", known)
    again = pickle.loads(pickle.dumps(error.reasons))
    assert again == error.reasons
    assert [one.said(CHINESE.__getitem__) for one in again] == [
        one.said(CHINESE.__getitem__) for one in error.reasons
    ]


def test_a_metric_that_lacks_a_dimension_says_which_it_has() -> None:
    assert str(MissingDimensionError("chats", "sku", ["day", "shop"])) == (
        "The metric 'chats' can't be cut by 'sku': its tables have day, shop."
    )


def test_what_errors_say_is_marked_for_translation() -> None:
    """An f-string, or a text without its mark, would be English on a Chinese page."""
    kinds = {"MetricError", "FilterError", "ClockError", "LacksError", "EngineError", "Reason"}
    unmarked = [
        f"{path.name}:{call.lineno}"
        for path in Path(metrics.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in kinds
        if any(isinstance(one, ast.JoinedStr | ast.Constant | ast.BinOp) for one in call.args)
    ]
    assert not unmarked
