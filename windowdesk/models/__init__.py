"""The law of the hall: what a case is, what may be done with it, and which article says so.

Standard library only. No clock and no I/O: the time, the calendar, the catalogue are passed in.
"""
