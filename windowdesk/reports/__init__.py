"""The reports room: what supervisors ask, one question a file, each an SQL aggregate answered in frozen rows."""
