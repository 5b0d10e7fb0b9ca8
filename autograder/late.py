"""What a submission loses that came after its due date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Self

_DAY = timedelta(days=1)
_YEAR = 366


@dataclass(frozen=True, kw_only=True)
class LatePolicy:
    """Points that are taken off for each day begun, as a share of the assignment's maximum.

    >>> policy = LatePolicy(percent_per_day=10, days=3, grace_minutes=15)
    >>> [policy.share(timedelta(hours=hours)) for hours in (0.2, 1, 24, 24.5, 80)]
    [0.0, 0.1, 0.1, 0.2, 1.0]
    """

    percent_per_day: float = 0.0
    """Of all points of the assignment, 0 to 100."""
    grace_minutes: float = 0.0
    """So much later every day of delay begins, the first one included."""
    days: int | None = None
    """Later than so many days nothing counts; None: however late."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a number out of its range."""
        for name, most in (("percent_per_day", 100), ("grace_minutes", _YEAR * 24 * 60)):
            value = getattr(self, name)
            if not 0 <= value <= most:
                message = f"{name} is {value:g}: a number from 0 to {most} is needed"
                raise ValueError(message)
        if self.days is not None and not 0 <= self.days <= _YEAR:
            message = f"days is {self.days}: a whole number from 0 to {_YEAR} is needed"
            raise ValueError(message)

    @property
    def accepted_for(self) -> timedelta:
        """How long after the due date work still earns points, as far as `days` says so."""
        if self.days is None:
            return timedelta(0)
        return self.days * _DAY + timedelta(minutes=self.grace_minutes)

    def days_begun(self, delay: timedelta) -> int:
        """Days of delay that count; 0 within the minutes of grace."""
        return max(0, -((timedelta(minutes=self.grace_minutes) - delay) // _DAY))

    def share(self, delay: timedelta) -> float:
        """The part of the assignment's points that is taken off, 0 to 1."""
        days = self.days_begun(delay)
        if days and self.days is not None and days > self.days:
            return 1.0
        return min(1.0, round(days * self.percent_per_day / 100, 9))

    def as_dict(self) -> dict[str, float]:
        """The numbers that were set, for the gradebook; `of` reads them."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The policy of what `as_dict` gave; nothing is taken off for an empty mapping."""
        return cls(**values)
