"""The desk's SQLite file: one writer, many readers, nothing half-written."""
