"""The parts screens are made of: a virtual table, fields, bars. They know textual and rows, never the store."""
