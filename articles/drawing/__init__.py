"""The demo newsroom's pictures, drawn in code: nothing to download, nobody's copyright but the project's own.
The same name gives the same picture on every machine."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PIL import Image

from articles.drawing import cartoons, craft, handwork, journeys, land, more_cartoons, outdoors, rooms, town
from articles.drawing.wordmark import draw_wordmark

__all__ = ["PICTURES", "draw", "draw_wordmark"]

PICTURES: Mapping[str, Callable[[], Image.Image]] = MappingProxyType(
    {
        "mosaic": craft.mosaic,
        "loom": craft.loom,
        "margins": craft.margins,
        "terraces": land.terraces,
        "wheat": land.wheat,
        "cedars": land.cedars,
        "salt-pans": land.salt_pans,
        "storks": land.storks,
        "beehives": land.beehives,
        "night-sky": land.night_sky,
        "harbour": town.harbour,
        "train": town.train,
        "library": town.library,
        "rooftops": town.rooftops,
        "lighthouse": town.lighthouse,
        "bread": town.bread,
        "pitch": town.pitch,
        "ferry": journeys.ferry,
        "school-bus": journeys.school_bus,
        "snow-plough": journeys.snow_plough,
        "cyclists": journeys.cyclists,
        "swimmers": outdoors.swimmers,
        "press": rooms.press,
        "orchestra": rooms.orchestra,
        "arcade": rooms.arcade,
        "chess": handwork.chess,
        "clockwork": handwork.clockwork,
        "pottery": handwork.pottery,
        "observatory": outdoors.observatory,
        "turtles": outdoors.turtles,
        "water-tunnel": outdoors.water_tunnel,
        "kites": outdoors.kites,
        "cartoon-evening-harvest": cartoons.evening_harvest,
        "cartoon-indoor-forecast": cartoons.indoor_forecast,
        "cartoon-group-portrait": cartoons.group_portrait,
        "cartoon-right-of-way": more_cartoons.right_of_way,
        "cartoon-express-mail": more_cartoons.express_mail,
        "cartoon-cloud-walk": more_cartoons.cloud_walk,
    }
)
"""Photograph stand-ins are 1600x900; names that begin with ``cartoon-`` are drawings of their own shape."""


def draw(name: str) -> Image.Image:
    """The finished RGB picture; KeyError for a name that is not in ``PICTURES``."""
    return PICTURES[name]()
