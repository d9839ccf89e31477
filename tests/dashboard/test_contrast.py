"""Words can be read by those who see little: at least 4.5 : 1 against what is behind them."""

import tomllib

import plotly.graph_objects as go
import pytest

from dashboard import plots
from dashboard.charts import readable
from dashboard.charts.heat import INK, SHADES
from tests.dashboard.conftest import ROOT

LEAST, LARGE = 4.5, 3
FADED = 0.6
"""How strong Streamlit writes captions."""
THEME = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]


def parts(colour: str) -> list[float]:
    return [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]


def light(colour: list[float]) -> float:
    """Relative luminance (WCAG 2.2)."""
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[float], other: list[float]) -> float:
    brighter, darker = sorted([light(one), light(other)], reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("before", "after"), [("light", "dark"), ("dark", "light")])
def test_words_of_drawings_can_be_read_when_the_screen_turns(before: str, after: str) -> None:
    assert contrast(parts(plots.WORDS[before]), parts(THEME[after]["backgroundColor"])) >= LARGE


@pytest.mark.parametrize("look", ["light", "dark"])
def test_words_of_drawings_and_captions_stand_out(look: str) -> None:
    ground, words = (parts(THEME[look][name]) for name in ("backgroundColor", "textColor"))
    assert contrast(parts(plots.WORDS[look]), ground) >= LEAST
    faded = [FADED * a + (1 - FADED) * b for a, b in zip(words, ground, strict=True)]
    assert contrast(faded, ground) >= LEAST


def test_numbers_stand_out_on_every_shade() -> None:
    assert all(contrast(parts(INK), parts(shade)) >= LEAST for _place, shade in SHADES)


@pytest.mark.parametrize("words", ["#59636f", None])
def test_axes_and_figure_have_the_colour_of_words(words: str | None) -> None:
    layout = readable(go.Figure(go.Bar(x=[1], y=[2])), words).layout
    assert {layout.xaxis.tickfont.color, layout.yaxis.tickfont.color, layout.font.color} == {words}
