"""Words that carry no subject, chosen for this project: what a search and an address may leave out.

`SEARCH_STOP_WORDS` are compared before ى and ي are folded, so `على` is dropped and the name `علي` stays;
forms that most people write without hamza stand beside the careful ones. Negations stay in addresses:
`لا حل` must not become `حل`.
"""

from __future__ import annotations

from typing import Final

_PARTICLES: Final = """
في فى من إلى الى على عن مع أو او أم أن إن ان ثم بل لكن ولكن حتى حتي منذ مذ خلال
قد لقد سوف كي لكي إذا اذا إذ اذ لو لولا إما اما أما عبر ضد نحو لدى لدي عند حين حيث بين تحت
هذا هذه هذان هاتان ذلك تلك هؤلاء أولئك اولئك هنا هناك الذي التي الذين اللذان اللتان اللواتي اللاتي
هو هي هم هن هما أنا انا نحن أنت انت أنتم انتم ما ماذا كما كيف متى لماذا أي اي أية اية كل بعض غير
بعد قبل فوق حول دون أيضا ايضا فقط جدا يا إلا الا سوى مثل بسبب بشأن ضمن
كان كانت كانوا يكون تكون سيكون ستكون
وفي وفى ومن وإلى والى وعلى وعن ومع وأن وإن وان وقد وهو وهي وهذا وهذه وذلك وتلك والذي والتي والذين كذلك وكذلك
وكان وكانت بأن فإن لأن لان بما مما عما فيما بينما كلما ربما
أنه انه إنه أنها انها إنها أنهم انهم إنهم
به بها بهم له لها لهم فيه فيها فيهم منه منها منهم عنه عنها عنهم عليه عليها عليهم
إليه اليه إليها اليها إليهم اليهم معه معها معهم و ف ب ل ك
"""

_NEGATIONS: Final = "لا لم لن ليس ليست ليسوا ولا ولم ولن وليس"

_ENGLISH: Final = """
a an the and or but of to in on at by for from with as is are was were be been being am it its this that
these those he she they we you i his her their our your my him them me whom which what has
have had do does did would shall should can could might than then so if into about over after before between
during s t
"""

_ENGLISH_NEGATIONS: Final = "no not nor"

# In an address these say too much to be dropped: `بعد الحرب` is not `الحرب`.
_TELLING: Final = "بعد قبل ضد بين تحت فوق دون غير كل كيف متى لماذا ماذا إلا الا"

_ENGLISH_IN_SLUGS: Final = "a an the and or of to in on at by for with as is are was were be been it its this that"

SEARCH_STOP_WORDS: Final = frozenset(f"{_PARTICLES} {_NEGATIONS} {_ENGLISH} {_ENGLISH_NEGATIONS}".split())

SLUG_STOP_WORDS: Final = frozenset(_PARTICLES.split()) - frozenset(_TELLING.split()) | frozenset(
    _ENGLISH_IN_SLUGS.split()
)
