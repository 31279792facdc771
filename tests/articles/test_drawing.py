"""The demo's pictures: their size, that something is on them, and that they never change by themselves."""

import pytest
from PIL import Image, ImageStat

from articles import drawing

SIZES = {
    "cartoon-evening-harvest": (1200, 950),
    "cartoon-indoor-forecast": (1200, 950),
    "cartoon-group-portrait": (950, 1200),
    "cartoon-right-of-way": (1200, 950),
    "cartoon-express-mail": (950, 1200),
    "cartoon-cloud-walk": (1200, 950),
}
SCENE = (1600, 900)
PAPER = (255, 253, 248)
INK = (23, 20, 26)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Image.Image]:
    return {name: drawing.draw(name) for name in drawing.PICTURES}


@pytest.mark.parametrize("name", drawing.PICTURES)
def test_a_picture_has_the_size_it_promises(drawn: dict[str, Image.Image], name: str) -> None:
    assert (drawn[name].mode, drawn[name].size) == ("RGB", SIZES.get(name, SCENE))


@pytest.mark.parametrize("name", [name for name in drawing.PICTURES if name not in SIZES])
def test_a_scene_fills_the_sheet(drawn: dict[str, Image.Image], name: str) -> None:
    """Light and dark in every quarter, or at least colour: no quarter is an empty ground."""
    width, height = SCENE
    quarters = [(x, y, x + width // 2, y + height // 2) for x in (0, width // 2) for y in (0, height // 2)]
    spreads = [max(ImageStat.Stat(drawn[name].crop(quarter)).stddev) for quarter in quarters]
    assert [spread > 5 for spread in spreads] == [True] * 4


@pytest.mark.parametrize("name", SIZES)
def test_a_cartoon_is_ink_on_warm_paper(drawn: dict[str, Image.Image], name: str) -> None:
    picture = drawn[name]
    colours = sorted(picture.getcolors(1 << 24) or [], reverse=True)
    assert [colour for _, colour in colours[:2]] == [PAPER, INK]
    assert colours[0][0] > 0.8 * picture.width * picture.height


@pytest.mark.parametrize("name", ["beehives", "mosaic", "cartoon-group-portrait"])
def test_drawing_twice_gives_the_same_picture(drawn: dict[str, Image.Image], name: str) -> None:
    assert drawing.draw(name).tobytes() == drawn[name].tobytes()


def test_no_two_pictures_are_the_same(drawn: dict[str, Image.Image]) -> None:
    assert len({picture.tobytes() for picture in drawn.values()}) == len(drawing.PICTURES)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        drawing.draw("a-picture-nobody-drew")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(
    ("dark", "ink", "dot"), [(False, (23, 20, 26), (122, 22, 80)), (True, (242, 238, 243), (238, 163, 201))]
)
def test_the_wordmark_is_two_colours_on_nothing(
    language: str, dark: bool, ink: tuple[int, int, int], dot: tuple[int, int, int]
) -> None:
    mark = drawing.draw_wordmark(language, dark=dark)
    solid = {
        colour[:3] for _, colour in mark.getcolors(1 << 20) or [] if isinstance(colour, tuple) and colour[3] == 255
    }
    assert (mark.mode, mark.height, {ink, dot} <= solid) == ("RGBA", 224, True)
    assert 0.5 < mark.getchannel("A").histogram()[0] / (mark.width * mark.height) < 0.9


def test_the_strokes_of_the_wordmark_have_no_holes() -> None:
    """The base line of the Arabic mark is one stroke; between its pieces nothing may show through."""
    alpha = drawing.draw_wordmark("ar", dark=False).getchannel("A")
    base_line = alpha.crop((640, 150, 830, 164))
    assert base_line.getextrema() == (255, 255)


def test_there_is_no_third_wordmark() -> None:
    with pytest.raises(KeyError):
        drawing.draw_wordmark("fr", dark=False)
