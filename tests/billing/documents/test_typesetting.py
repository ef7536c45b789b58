"""What fonts can draw, and what is put in the place of the rest: a missing glyph would refuse the whole file."""

from __future__ import annotations

from billing.documents import typesetting
from billing.documents.invoice import document_file
from tests.factories.documents import SELLER, document, item


def test_every_character_let_through_is_drawn() -> None:
    known = [chr(code) for code in range(0x20, 0x3000) if typesetting.DRAWN.match(chr(code))]
    assert len(known) > 500
    words = [" ".join(known[start : start + 100]) for start in range(0, len(known), 100)]
    seller = type(SELLER)(name=" ".join(known), siren=SELLER.siren)
    assert document_file(document(*(item(word, 1) for word in words), seller=seller))


def test_characters_without_a_glyph_give_way() -> None:
    assert typesetting.drawable("Zoé Müller-Ōno, 12 €") == "Zoé Müller-Ōno, 12 €"
    assert typesetting.drawable("ﬁn ＡＢ ①") == "fin AB 1"
    assert typesetting.drawable("漢字 😀") == "?? ?"
    assert typesetting.drawable("a\x00b\u202ec\ue000") == "abc?"
    assert typesetting.drawable("un\ndeux\ttrois") == "un deux trois"
    assert typesetting.drawable("Zoe\u0301") == "Zoé"


def test_only_words_too_long_for_a_column_may_be_cut() -> None:
    iban = "FR7630006000011234567890189"
    assert typesetting.drawable(iban) == iban
    assert typesetting.drawable("m" * 50) == "\u200b".join(["m" * 24, "m" * 24, "m" * 2])


def test_data_of_any_depth_is_gone_through() -> None:
    assert typesetting.drawable({"a": ["\x00b", ("c\x01", 1)]}) == {"a": ["b", ["c", 1]]}
