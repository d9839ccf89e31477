"""What can be wrong with a question, in words for the person who asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, Self

from metrics.metric import N_

Translated = Callable[[str], str]
"""A text of the catalogue in a reader's language."""


class Reason(str):
    """Why something is unknown or refused: an English sentence that can be said in other languages.

    `text`: as it is marked for translation; `about`: what is filled into it, which may be Reasons
    of their own.
    """

    __slots__ = ("about", "text")

    text: str
    about: Mapping[str, object]

    def __new__(cls, text: str, about: Mapping[str, object] | None = None) -> Self:
        if isinstance(text, cls):
            return text
        one = super().__new__(cls, text.format(**about) if about else text)
        one.text, one.about = text, about or {}
        return one

    def said(self, translated: Translated = str) -> str:
        """In the language of `translated`."""
        text = translated(self.text)
        if not self.about:
            return text
        return text.format(
            **{
                name: value.said(translated) if isinstance(value, Reason) else value
                for name, value in self.about.items()
            }
        )

    def to_json(self) -> dict[str, Any]:
        """As it is kept where it outlives the process; `from_json` reads it."""
        return {
            "text": self.text,
            "about": {
                name: value.to_json() if isinstance(value, Reason) else str(value)
                for name, value in self.about.items()
            },
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            kept["text"],
            {
                name: value if isinstance(value, str) else cls.from_json(value)
                for name, value in kept["about"].items()
            },
        )


_NAME: Final = "{name}"


def as_it_stands(name: str) -> Reason:
    """A name, or what another program says: the same in all languages."""
    return Reason(_NAME, {"name": name})


NOTHING: Final = as_it_stands("")


def joined(reasons: Sequence[Reason], by: str = "{first} {rest}") -> Reason:
    """Several reasons as one, or none. `by`: how the `first` and the `rest` stand together.

    Halves are joined, not one after the other: thousands of files may fail.
    """
    if len(reasons) < 2:
        return reasons[0] if reasons else NOTHING
    half = len(reasons) // 2
    parts = {"first": joined(reasons[:half], by), "rest": joined(reasons[half:], by)}
    return Reason(by, parts)


class ToldError(Exception):
    """What a person can act on, said in their language.

    Sentences, which may be `Reason`s; or one text for translation, and what is filled into it.
    """

    def __init__(self, *sentences: str, **about: object) -> None:
        self.reasons = tuple(Reason(one, about) for one in sentences)
        super().__init__(" ".join(self.reasons))

    def said(self, translated: Translated = str) -> str:
        """In the language of `translated`; in English it is the error's own text."""
        return " ".join(one.said(translated) for one in self.reasons)

    @property
    def reason(self) -> Reason:
        """All sentences as one, to be told within another."""
        return joined(self.reasons)


class PeriodError(ValueError):
    """A period that can't be understood, ends before it starts or lies in the future."""


class MetricError(ToldError, ValueError):
    """A question that can't be answered as asked."""


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
            Reason(hint, {"near": _either(near), "names": ", ".join(names)}),
        )


def _either(names: Sequence[str]) -> str:
    return joined([as_it_stands(name) for name in names], N_("{first} or {rest}"))


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
