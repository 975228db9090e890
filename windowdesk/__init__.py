"""windowdesk: the clerk's desk of a government service hall."""

import os

# Textual reads this once, when it is imported. With the Kitty protocol on, several terminals drop what a
# Chinese input method commits.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")

__version__ = "0.1.0"
