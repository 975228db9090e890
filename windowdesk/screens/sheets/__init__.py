"""One dialog per question a screen may have to ask."""
