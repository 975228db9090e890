"""Whose delay it is: who had a case at the end of a day, and what of its lateness the home unit must answer for.

The clock of a case belongs to whoever has it. Days that the home unit took beyond its own limit are the unit's: a case
is late by the unit alone when they cover the whole delay, and otherwise by the window.
"""

from __future__ import annotations

APPLICATIONS = "channel <> 'ex_officio'"
"""What was applied for; what the organ itself opened (依职权) is counted apart."""

STAY = "stay_row s ON s.case_id = c.case_id AND s.since <= :day AND (s.until IS NULL OR s.until > :day)"
"""A join that finds where the case `c` was at the end of `:day`, when that was not at the window."""

UNIT_DAYS = """(
    SELECT coalesce(sum(max(0, julianday(min(coalesce(u.until, :day), :day)) - julianday(u.due))), 0)
    FROM stay_row u WHERE u.case_id = c.case_id AND u.place = 'unit' AND u.since <= :day
)"""
"""The days that the home unit had taken beyond its limits with the case `c` by the end of `:day`."""

TIMING = f"""
CASE WHEN c.timing = 'overdue' AND {UNIT_DAYS} >= julianday(c.finished_on) - julianday(c.decision_due)
THEN 'unit_late' ELSE coalesce(c.timing, '') END
"""
"""How timely the case `c`, finished on `:day`, was."""
