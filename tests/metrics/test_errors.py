"""What can be wrong with a question: in English, and in the reader's language."""

import ast
import json
import pickle
import re
from pathlib import Path

import pytest

import loaders
import metrics
import reports
from metrics.errors import (
    NOTHING,
    MetricError,
    MissingDimensionError,
    Reason,
    UnknownNameError,
    as_it_stands,
    joined,
)

CHINESE = {
    "No returns of {shops}.": "没有 {shops} 的退货。",
    "Nothing was loaded.": "没有导入任何数据。",
    "There is no metric {name!r}.": "没有指标 {name!r}。",
    "Did you mean {near}?": "您是指 {near} 吗？",
    "There are: {names}.": "可选：{names}。",
}


def translated(text: str) -> str:
    """As gettext: what it doesn't know stays as it is."""
    return CHINESE.get(text, text)


def test_a_reason_is_said_in_any_language() -> None:
    reason = Reason("No returns of {shops}.", {"shops": "a, b"})
    assert str(reason) == "No returns of a, b."
    assert reason.said() == "No returns of a, b."
    assert reason.said(translated) == "没有 a, b 的退货。"


def test_an_error_is_said_in_any_language() -> None:
    error = MetricError("No returns of {shops}.", shops="a")
    assert (str(error), error.said(translated)) == ("No returns of a.", "没有 a 的退货。")
    several = MetricError(*error.reasons, Reason("Nothing was loaded."))
    assert str(several) == several.said() == "No returns of a. Nothing was loaded."
    assert several.said(translated) == "没有 a 的退货。 没有导入任何数据。"


def test_what_another_program_says_is_not_filled_in() -> None:
    assert MetricError("no column {x}").said() == "no column {x}"


def test_an_unknown_name_is_said_with_its_nearest() -> None:
    near = UnknownNameError("metric", "gmw", ["gmv", "orders"])
    assert str(near) == "There is no metric 'gmw'. Did you mean gmv?"
    assert near.said(translated) == "没有指标 'gmw'。 您是指 gmv 吗？"
    far = UnknownNameError("metric", "zzz", ["gmv", "orders"])
    assert str(far) == "There is no metric 'zzz'. There are: gmv, orders."
    assert far.said(translated) == "没有指标 'zzz'。 可选：gmv, orders。"


def test_a_reason_within_another_is_said_in_any_language() -> None:
    inner = Reason("No returns of {shops}.", {"shops": "{a}"})
    outer = Reason("{name}: {why}", {"name": as_it_stands("Nothing was loaded."), "why": inner})
    assert outer == outer.said() == "Nothing was loaded.: No returns of {a}."
    assert outer.said(translated) == "Nothing was loaded.: 没有 {a} 的退货。"
    kept = Reason.from_json(json.loads(json.dumps(outer.to_json())))
    assert (kept, kept.said(translated)) == (outer, outer.said(translated))
    assert joined([inner, NOTHING, Reason("b")], "{first}; {rest}") == f"{inner}; ; b"
    assert joined([]) == ""
    many = joined([inner] * 3_000, "{first}\n{rest}")
    assert many == "\n".join([inner] * 3_000)
    assert Reason.from_json(many.to_json()).said(translated).count("没有") == 3_000


@pytest.mark.parametrize("known", [["gmv"], ["aaa"]])
def test_errors_and_reasons_outlive_a_cache(known: list[str]) -> None:
    """Streamlit keeps answers, with their notes, as pickles."""
    error = UnknownNameError("metric", "gmw", known)
    again = pickle.loads(pickle.dumps(error.reasons))
    assert again == error.reasons
    assert [one.said(translated) for one in again] == [
        one.said(translated) for one in error.reasons
    ]


def test_a_metric_that_lacks_a_dimension_says_which_it_has() -> None:
    assert str(MissingDimensionError("chats", "sku", ["day", "shop"])) == (
        "The metric 'chats' can't be cut by 'sku': its tables have day, shop."
    )


KINDS = {
    "ClockError", "EngineError", "ExportError", "FilterError", "LacksError", "LoadError",
    "MetricError", "Reason", "SettingsError", "unknown",
}  # fmt: skip


def test_what_errors_say_is_marked_for_translation() -> None:
    """An f-string, or a text without its mark, would be English on a Chinese page."""
    unmarked = [
        f"{path.name}:{call.lineno}"
        for package in (loaders, metrics, reports)
        for path in Path(package.__path__[0]).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        if getattr(call.func, "id", "") in KINDS or getattr(call.func, "attr", "") == "error"
        if any(is_unmarked(one) for one in call.args)
    ]
    assert not unmarked


def is_unmarked(text: ast.expr) -> bool:
    """Whether words stand there without their mark."""
    if isinstance(text, ast.Constant):
        return bool(re.search("[A-Za-z]", re.sub(r"{\w+}", "", str(text.value))))
    return isinstance(text, ast.JoinedStr | ast.BinOp)
