"""Slots for Jupyter clients that bring none: reused when idle, closed at exit."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from gpu_runner.backends import choose_backend
from gpu_runner.sandbox import Slot, SlotSpec


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a kernelspec asks for."""

    backend: str = ""
    """Empty: Docker, or a local sandbox where no engine answers."""
    trust_submissions: bool = False
    modules: tuple[str, ...] = ()


def open_wished(wish: Wish) -> Slot:
    """Open a slot for a wish. Raises what `choose_backend` and `Backend.open_slot` raise."""
    backend = choose_backend(wish.backend or None, trust_submissions=wish.trust_submissions)
    return backend.open_slot(SlotSpec(modules=wish.modules))


@dataclass
class SlotPool:
    """Open slots of this process."""

    open_slot: Callable[[Wish], Slot] = open_wished
    _idle: list[tuple[Wish, Slot]] = field(default_factory=list)
    _busy: list[tuple[Wish, Slot]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def acquire(self, wish: Wish) -> Slot:
        """Return an idle slot that fits, or a new one; nobody else gets it until `release`."""
        with self._lock:
            entry = next((entry for entry in self._idle if entry[0] == wish), None)
            if entry is not None:
                self._idle.remove(entry)
                self._busy.append(entry)
                return entry[1]
        slot = self.open_slot(wish)
        with self._lock:
            self._busy.append((wish, slot))
        return slot

    def release(self, slot: Slot) -> None:
        """Take a slot back; its kernel has ended."""
        with self._lock:
            entry = next((entry for entry in self._busy if entry[1] is slot), None)
            if entry is not None:
                self._busy.remove(entry)
                self._idle.append(entry)

    def close(self) -> None:
        """Close all slots."""
        with self._lock:
            entries = self._idle + self._busy
            self._idle, self._busy = [], []
        for _, slot in entries:
            slot.close()


DEFAULT_POOL = SlotPool()
atexit.register(DEFAULT_POOL.close)
