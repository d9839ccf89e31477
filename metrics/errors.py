"""What can be wrong with a question, in words for the person who asked."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Final, Self

from metrics.metric import N_

Translated = Callable[[str], str]
"""A text of the catalogue in a reader's language."""


class Reason(str):
    """Why something is unknown or refused: an English sentence that can be said in other languages.

    `text`: as it is marked for translation; `about`: what is filled into it.
    """

    __slots__ = ("about", "text")

    text: str
    about: Mapping[str, object]

    def __new__(cls, text: str, about: Mapping[str, object] | None = None) -> Self:
        one = super().__new__(cls, text.format(**about) if about else text)
        one.text, one.about = text, about or {}
        return one

    def said(self, translated: Translated = str) -> str:
        """In the language of `translated`."""
        text = translated(self.text)
        return text.format(**self.about) if self.about else text


class PeriodError(ValueError):
    """A period that can't be understood, ends before it starts or lies in the future."""


class MetricError(ValueError):
    """A question that can't be answered as asked.

    Sentences, which may be `Reason`s; or one text for translation, and what is filled into it.
    """

    def __init__(self, *sentences: str, **about: object) -> None:
        self.reasons = tuple(
            one if isinstance(one, Reason) else Reason(one, about) for one in sentences
        )
        super().__init__(" ".join(self.reasons))

    def said(self, translated: Translated = str) -> str:
        """In the language of `translated`; in English it is the error's own text."""
        return " ".join(one.said(translated) for one in self.reasons)


class UnknownNameError(MetricError):
    """No metric, dimension or value of that name; names the nearest.

    `kind`: what it should have been, a word of `KINDS`.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        hint = N_("Did you mean {near}?") if near else N_("There are: {names}.")
        super().__init__(
            Reason(KINDS[kind], {"name": name}),
            Reason(hint, {"near": " or ".join(near), "names": ", ".join(names)}),
        )


KINDS: Final[Mapping[str, str]] = {
    "metric": N_("There is no metric {name!r}."),
    "dimension": N_("There is no dimension {name!r}."),
    "currency": N_("There is no currency {name!r}."),
    "clock": N_("There is no clock {name!r}."),
    "shop": N_("There is no shop {name!r}."),
    "fee rule": N_("There is no fee rule {name!r}."),
}


class MissingDimensionError(MetricError):
    """A metric whose tables lack a dimension."""

    def __init__(self, metric: str, word: str, has: Iterable[str]) -> None:
        super().__init__(
            N_("The metric {metric!r} can't be cut by {word!r}: its tables have {words}."),
            metric=metric, word=word, words=", ".join(has),
        )  # fmt: skip


class FilterError(MetricError):
    """Something that can't be kept to the part that is asked for."""


class ClockError(MetricError):
    """A metric that can't be dated by another clock."""


class EngineError(MetricError):
    """The engine that was asked for can't be reached, can't read the store or was lost."""


class LacksError(EngineError):
    """The engine can't do what a query asks for."""
