"""The chat platforms, each from the file of its name."""

from collections.abc import Mapping

from api.chat import slack
from api.chat.adapter import Adapter

_EVERY: tuple[Adapter, ...] = (slack,)
ADAPTERS: Mapping[str, Adapter] = {each.name: each for each in _EVERY}
