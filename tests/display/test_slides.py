"""The office's pledge is parted into slides whose words the back row can read, and nothing of it is lost."""

import re

from hypothesis import given
from hypothesis import strategies as some

from display.slides import pledge

SENTENCES = some.lists(
    some.text("abc ", min_size=1, max_size=300).map(lambda text: f"{text.strip() or 'a'}."), max_size=12
)


@given(SENTENCES)
def test_every_sentence_stands_whole_on_one_slide_in_its_order(sentences: list[str]) -> None:
    pages = pledge(" ".join(sentences))
    assert re.sub(r"\s", "", "".join(pages)) == re.sub(r"\s", "", "".join(sentences))
    assert all(len(page) <= 420 and page.endswith(".") for page in pages)


def test_a_short_pledge_is_one_slide_and_none_is_none() -> None:
    assert pledge("  ") == []
    assert pledge("Kami sanggup melayani. Kami siap menerima sanksi.") == [
        "Kami sanggup melayani. Kami siap menerima sanksi."
    ]
