import pytest

from ingest.document import Paragraph, Place
from ingest.signatures import is_signed, signer


def blocks(*lines: str) -> list[Paragraph]:
    return [Paragraph(line, Place(1)) for line in ("Item 1", "Item 2", "Item 3", *lines)]


@pytest.mark.parametrize("above", ["HALE MILLS, INC.", "Hale Mills Corp", "THE HALE COMPANY"])
def test_the_name_over_the_word_registrant_is_the_signer(above: str) -> None:
    signed = blocks("SIGNATURES", "Pursuant to the requirements ...", above, "(Registrant)", "By:")
    assert signer(signed) == above


def test_the_name_may_stand_on_the_line_of_the_word() -> None:
    assert signer(blocks("SIGNATURES", "HALE MILLS, INC. (Registrant)")) == "HALE MILLS, INC."


def test_a_sentence_is_no_name() -> None:
    assert signer(blocks("SIGNATURES", "It was signed by the undersigned.", "(Registrant)")) is None


def test_a_filing_without_a_signature_page_is_not_signed() -> None:
    assert is_signed(blocks("SIGNATURES"))
    assert is_signed(blocks("Pursuant to the requirements of the Securities Exchange Act of 1934"))
    assert not is_signed(blocks("We require two signatures on every large order."))


def test_the_phrase_that_signs_a_report_may_name_its_form_and_year() -> None:
    phrase = (
        "The registrant has duly caused this annual report on Form 10-K for the fiscal year ended "
        "December 31, 1993, to be signed on its behalf by the undersigned."
    )
    assert is_signed(blocks(phrase, *("A line of an annual report." for _ in range(500))))
