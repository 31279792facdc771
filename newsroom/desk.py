"""The desk's registry: what the apps put on it (rooms, panels, addresses to print), without newsroom knowing them.

Apps fill it in `AppConfig.ready()`; the admin site renders what is registered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Room:
    """A place in the desk's menu, shown to those who hold `permission` (`app.codename`)."""

    group: Text
    label: Text
    url_name: str
    permission: str
    order: int
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A pile on the desk's index: `template` is rendered with what `context` returns; None hides the pile."""

    name: str
    template: str
    context: Callable[[HttpRequest], dict[str, object] | None]
    order: int
    aside: bool = False


# Lines for the block that `make run` prints: pairs of a word and a path on the site.
Addresses = Callable[[], Sequence[tuple[str, str]]]

_rooms: dict[str, Room] = {}
_panels: dict[str, Panel] = {}
_addresses: list[Addresses] = []


def register_room(room: Room) -> None:
    """Add a room; the same URL registered again replaces it."""
    _rooms[room.url_name] = room


def register_panel(panel: Panel) -> None:
    """Add a panel; the same name registered again replaces it."""
    _panels[panel.name] = panel


def register_addresses(addresses: Addresses) -> None:
    """Add lines to what `make run` prints; they are asked for once the database is ready."""
    _addresses.append(addresses)


def addresses() -> list[tuple[str, str]]:
    """Every such line."""
    return [line for asked in _addresses for line in asked()]


def rooms() -> list[Room]:
    """Every room, in the order in which the menu shows them."""
    return sorted(_rooms.values(), key=lambda room: room.order)


def panels() -> list[Panel]:
    """Every panel, in the order in which the index shows them."""
    return sorted(_panels.values(), key=lambda panel: panel.order)
