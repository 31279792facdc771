"""Property tests try the same texts on every run, and leave nothing outside var/."""

from pathlib import Path

from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(__file__).parents[2] / "var" / "cache" / "hypothesis")
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile("steady")
