"""Two languages, both at the point of use: a sentence without its twin cannot be written."""

from __future__ import annotations

import os
from collections.abc import Mapping

_english = False


def choose(language: str | None = None, environ: Mapping[str, str] | None = None) -> None:
    """Choose the language before screens are imported (key bindings are class attributes).

    `language` is "zh" or "en"; without it WINDOWDESK_LANG decides, then the locale. Chinese is the default.
    """
    global _english
    env = os.environ if environ is None else environ
    told = language or env.get("WINDOWDESK_LANG") or env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG")
    _english = (told or "").lower().startswith("en")


def english() -> bool:
    """Whether the desk speaks English now."""
    return _english


def say(chinese: str, in_english: str) -> str:
    """The sentence in the language chosen."""
    return in_english if _english else chinese
