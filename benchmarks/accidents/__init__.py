"""Real processes, real databases and real signals: desks and halls that are killed while they work."""
