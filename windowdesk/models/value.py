"""Values of which every act makes a handful: frozen wherever the types are checked, plain objects when it runs.

A frozen dataclass sets each of its fields through `object.__setattr__`, which makes a notice of nineteen fields cost
three times what it need. Nobody may change one all the same: the type checker, part of the tests, refuses it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool = False) -> Callable[[type], type]:
        """As `dataclasses.dataclass`, of which it takes these two."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["value"]
