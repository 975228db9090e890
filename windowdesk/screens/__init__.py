"""What the clerk sees: one screen per task, one key per act, no SQL and no law."""
