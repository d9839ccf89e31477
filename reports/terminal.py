"""What a terminal shows: plain aligned tables, and a bar for what takes long."""

import sys
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from threading import Timer
from typing import Any, Final

from metrics.answer import Answer
from metrics.metric import Metric
from reports import formats

GAP: Final = "  "
SHOWN_ROWS: Final = 30
GROWING: Final = ("files", "reconciliation")
SECONDS_WITHOUT_BAR: Final = 2


class Bar:
    """A bar on stderr, if that is a terminal, for what takes longer than two seconds."""

    def __init__(self) -> None:
        self._said = ("", 0.0)
        self._shown: Any = None
        self._timer = Timer(SECONDS_WITHOUT_BAR, self._show)
        self._timer.daemon = True

    def __enter__(self) -> "Bar":
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._timer.ident is not None:
            self._timer.join()
        if self._shown:
            self._shown.stop()

    def __call__(self, what: str, done: float) -> None:
        """Says what is under way, and which part of the whole is done (0 to 1)."""
        self._said = (what, done)
        if self._shown:
            total = 1 if done else None
            self._shown.update(
                self._shown.task_ids[0], description=what, completed=done, total=total
            )

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        bar = Progress(console=Console(stderr=True), transient=True)
        bar.add_task("")
        bar.start()
        self._shown = bar
        self(*self._said)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> str:
    """Rows under their headers; the last `numbers` columns are aligned to the right.

    >>> print(table(["shop", "orders"], [["us", "12"], ["vn-main", "7"]], numbers=1))
    shop     orders
    us           12
    vn-main       7
    """
    lines = [headers, *rows]
    widths = [max(width(line[n]) for line in lines) for n in range(len(headers))]
    first_number = len(headers) - numbers
    return "\n".join(
        GAP.join(
            _padded(cell, widths[n], right=n >= first_number) for n, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )


def answer_text(told: Mapping[str, Any], units: Mapping[str, str], *, unfinished: bool) -> str:
    """The answer of `kpis` (the value that its JSON is made of) as text.

    `units`: metric → unit. Says the days of both spans; unknown is a dash.
    """
    other = told["compare"]
    lines = spans(told["period"], other, unfinished=unfinished)
    words = list(dict.fromkeys(word for row in told["rows"] for word in row["by"]))
    figures = ["value", "previous", "change"] if other else ["value"]
    if any("constant" in row for row in told["rows"]):
        figures += ["constant", "growth", "exchange"]
    rows = [
        [
            row["metric"],
            *(_word(row["by"].get(word)) for word in words),
            *_figures(row, units[row["metric"]], told["currency"])[: len(figures)],
        ]
        for row in told["rows"]
    ]
    return "\n".join([*lines, "", table(["metric", *words, *figures], rows, len(figures))])


def spans(
    period: Mapping[str, str], other: Mapping[str, str] | None, *, unfinished: bool
) -> list[str]:
    """The days of both spans (as JSON tells them), a line each."""
    lines = [_days(period) + (" (unfinished)" if unfinished else "")]
    return [*lines, "compared with " + _days(other)] if other else lines


def sections(told: Mapping[str, Any]) -> str:
    """Lists of rows, each a table under its name; those that grow with time end in their newest."""
    parts = []
    for name, rows in told.items():
        if not isinstance(rows, list):
            parts.append(f"{name}: {_word(rows)}")
        elif rows:
            shown = rows[-SHOWN_ROWS:] if name in GROWING else rows
            cells = [[_word(value) for value in row.values()] for row in shown]
            cut = f" (the last {len(shown)} of {len(rows)})" if len(shown) < len(rows) else ""
            parts.append(f"{name}{cut}\n{table([*rows[0]], cells)}")
    return "\n\n".join(parts)


def remarks(
    answer: Answer,
    metrics: Sequence[Metric],
    loaded: Container[str],
    where: Mapping[str, Sequence[str | None]],
) -> Iterator[str]:
    """What a reader of the answer must know: what is unknown and why, in part, or unfinished."""
    missing: dict[str, dict[str, None]] = {}
    for metric in metrics:
        for table in sorted({table for one in metric.measures() for table in one.tables}):
            if table not in loaded:
                missing.setdefault(table, {})[metric.name] = None
    for table, names in sorted(missing.items()):
        yield f"Unknown, because no {table} were ever loaded: {', '.join(names)}."
    partial = answer.rows.filter(answer.rows["value"].is_not_null() & ~answer.rows["complete"])
    if names := partial["metric"].unique(maintain_order=True).to_list():
        yield f"Only part of the days and shops is covered: {', '.join(names)}."
    if answer.compare and answer.rows["previous"].is_null().all():
        yield f"Nothing is known of {answer.compare.label}: {answer.compare}."
    kept = {word: values for word, values in where.items() if word != "shop"}
    if kept and not (answer.rows["value"].fill_null(0) != 0).any():
        asked = ", ".join(f"{word}={value or ''}" for word in kept for value in kept[word])
        yield f"Nothing was found where {asked}: see --by {','.join(kept)} for what there is."
    if answer.unfinished:
        yield f"{answer.period.label} is unfinished: {answer.period}."
    for shop, left in answer.time_left.items():
        yield f"{shop}: {answer.period.last} ends in {formats.remaining(left)}."
    yield from answer.notes


def width(text: str) -> int:
    """Columns that a text takes: Chinese, Japanese and Korean characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _days(span: Mapping[str, str]) -> str:
    return f"{span['label']}: {span['from']} to {span['to']}"


def _word(value: object) -> str:
    return formats.UNKNOWN if value is None else str(value)


def _figures(row: Mapping[str, Any], unit: str, currency: str | None) -> list[str]:
    money = row["by"].get("currency") or currency
    previous = row.get("previous")
    told = [
        formats.exact(row["value"], unit, money),
        formats.exact(previous, unit, money),
        formats.change(row.get("change"), row.get("change_ratio"), unit) or formats.UNKNOWN,
    ]
    if "constant" not in row:
        return [*told, "", "", ""]
    parts = [_part_of_change(row[name], previous, unit) for name in ("growth", "exchange")]
    return [*told, formats.exact(row["constant"], unit, money), *parts]


def _part_of_change(part: float | None, previous: float | None, unit: str) -> str:
    """In the same terms as the whole change."""
    ratio = part / abs(previous) if part is not None and previous else None
    return formats.change(part, ratio, unit) or formats.UNKNOWN


def _padded(cell: str, size: int, *, right: bool) -> str:
    blanks = " " * (size - width(cell))
    return blanks + cell if right else cell + blanks
