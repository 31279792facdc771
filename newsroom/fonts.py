"""Makes the site's web fonts at set-up: small subsets of the packaged typefaces, with their licence.

One family in two scripts and two weights, 50 KB in all, into `var/static-src`; nothing of it is
committed. The licence (OFL-1.1) reserves the name “Plex” for the unchanged font, so the subsets carry
a name of their own: FAMILY.
"""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Newsroom Sans"
WEIGHTS = {400: "Regular", 700: "Bold"}
NAME_IDS = (1, 3, 4, 6, 16)  # family, unique name, full name, PostScript name, typographic family

# Marks that both scripts use, so that an Arabic page without a Latin word loads one file per weight.
COMMON = (
    "U+0020-0022,U+0025,U+0027-003B,U+003D,U+003F,U+0040,U+005B,U+005D,U+005F,U+007C,U+00A0,U+00AB,U+00B7,"
    "U+00BB,U+2013-2014,U+2018-2019,U+201C-201D,U+2022,U+2026"
)
ARABIC = (
    "U+060C,U+061B,U+061F,U+0621-063A,U+0640-0652,U+0660-066C,U+0670-0671,U+067E,U+0686,U+0698,U+06A4,U+06A9,"
    "U+06AF,U+06CC,U+06F0-06F9,U+200C-200F,U+FD3E-FD3F"
)
LATIN = (
    "U+0020-007E,U+00A3,U+00A9,U+00B0,U+00C7,U+00C9,U+00D6,U+00DC,U+00DF-00F6,U+00F8-00FF,U+011F,U+0131,U+0153,"
    "U+015F,U+20AC"
)
# What running text needs; the typefaces' optional alternates would cost 15 KB more.
FEATURES = (
    "calt",
    "ccmp",
    "curs",
    "fina",
    "init",
    "isol",
    "kern",
    "liga",
    "locl",
    "mark",
    "medi",
    "mkmk",
    "rlig",
)


def build(folder: Path) -> bool:
    """Write the fonts into the folder, unless they stand there already; say whether anything was done."""
    stamp = folder / "made-from"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    arabic, latin = files("fontpkg_ibm_plex_sans_arabic"), files("fontpkg_ibm_plex_sans")
    for weight, style in WEIGHTS.items():
        plain = TTFont(Path(str(arabic / "files" / f"IBMPlexSansArabic-{style}.ttf")))
        _write(plain, f"{ARABIC},{COMMON}", style, folder / f"sans-arabic-{weight}.woff2")
        variable = TTFont(Path(str(latin / "files" / "IBMPlexSans[wdth,wght].ttf")))
        plain = instantiateVariableFont(variable, {"wght": weight, "wdth": 100})
        _write(plain, f"{LATIN},{COMMON}", style, folder / f"sans-latin-{weight}.woff2")
    (folder / "LICENSE.txt").write_bytes((arabic / "LICENSE").read_bytes())
    stamp.write_text(wanted)
    return True


def characters(ranges: str) -> set[int]:
    """The code points of a CSS `unicode-range`."""
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def _write(font: TTFont, ranges: str, style: str, path: Path) -> None:
    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.drop_tables += ["meta"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(ranges))
    subsetter.subset(font)
    _rename(font, style, NAME_IDS)
    font.flavor = "woff2"
    font.save(path)


def _rename(font: TTFont, style: str, name_ids: Iterable[int]) -> None:
    for record in list(font["name"].names):
        if record.nameID in name_ids:
            spelled = f"{FAMILY} {style}" if record.nameID in {3, 4} else FAMILY
            if record.nameID == 6:
                spelled = f"{FAMILY}-{style}".replace(" ", "")
            record.string = spelled


def _fingerprint() -> str:
    """Changes with the typefaces, with the tool that cuts them and with this recipe."""
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]
    packages = ("fontpkg-ibm-plex-sans", "fontpkg-ibm-plex-sans-arabic", "fonttools")
    return " ".join([recipe, *(f"{name}=={version(name)}" for name in packages)])
