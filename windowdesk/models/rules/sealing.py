"""国发〔1999〕25号: how large the seals of an organ may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from windowdesk.models.rules import Law, article
from windowdesk.models.seals import Seal

DEPARTMENT_SEAL = "国发〔1999〕25号 第十三条"


@article(DEPARTMENT_SEAL)
def too_large(seals: Iterable[Seal], on: date, law: Law) -> tuple[Seal, ...]:
    """国家行政机关内设机构或直属单位的印章，直径不得大于4.5厘米: the seals that are larger than that."""
    largest = law.figure("seal_department_max_mm", on)
    return tuple(seal for seal in seals if seal.diameter_mm > largest)
