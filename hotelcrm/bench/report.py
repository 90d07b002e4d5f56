"""How a measurement is printed: one line a figure, with its limit and its goal."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Figure:
    """One measured thing. `goal` is the most (or, with `at_least`, the least) that is good enough."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def line(self) -> str:
        verdict = {True: "ok", False: "MISSED", None: ""}[self.is_met]
        sign = "≥" if self.at_least else "≤"
        goal = "" if self.goal is None else f"goal {sign} {self.goal:g}"
        return f"  {self.name:<58} {self.value:>12,.3f} {self.unit:<8} {goal:<14} {verdict:<7} {self.note}".rstrip()


def percentile(samples: Sequence[float], share: int) -> float:
    """The `share`th percentile of `samples`."""
    return float(np.percentile(np.asarray(samples), share))


def spread(
    name: str, seconds: Sequence[float], *, goal_ms: float | None = None, note: str = ""
) -> list[Figure]:
    """p50 and p95 of `seconds`, in milliseconds; the goal is for p95."""
    milliseconds = [1000 * second for second in seconds]
    return [
        Figure(f"{name}, p50", percentile(milliseconds, 50), "ms", note=note),
        Figure(f"{name}, p95", percentile(milliseconds, 95), "ms", goal=goal_ms, note=note),
    ]


def print_section(title: str, figures: Iterable[Figure]) -> int:
    """Print them and return how many missed their goal."""
    figures = list(figures)
    sys.stdout.write(f"\n{title}\n")
    for figure in figures:
        sys.stdout.write(figure.line() + "\n")
    return sum(figure.is_met is False for figure in figures)
