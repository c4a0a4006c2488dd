from ingest.cut_short import BEGIN, END, cut_short
from ingest.from_text import read_text

HEAD = f"{BEGIN}\nPUBLIC DOCUMENT COUNT:\t\t6\n"


def documents(count: int) -> str:
    """So many documents of a submission without its tags."""
    return "".join(f"EX-{n}\n{n}\npumps{n}.htm\nWe pump.\n" for n in range(1, count + 1))


def test_a_submission_that_ends_is_whole() -> None:
    assert list(cut_short(f"{HEAD}{documents(6)}{END}\n\n")) == []


def test_a_message_that_begins_and_does_not_end_is_cut_off() -> None:
    (told,) = cut_short(HEAD + documents(5))
    assert "is missing" in told
    assert read_text((HEAD + documents(5)).encode()).warnings == (told,)


def test_fewer_documents_than_half_of_those_counted_are_told() -> None:
    head = HEAD.removeprefix(BEGIN).lstrip()
    (told,) = cut_short(head + documents(2))
    assert told.startswith("its header counts 6 documents and only 2 begin")
    assert list(cut_short(head + documents(3))) == []


def test_a_submission_whose_documents_bear_no_names_of_files_is_not_counted() -> None:
    head = HEAD.removeprefix(BEGIN).lstrip()
    assert list(cut_short(head + "10-K\n1\nWe pump.\nEX-21\n2\nNo one.\n")) == []
    assert list(cut_short("PUBLIC DOCUMENT COUNT: 3\n" + documents(1))) == []
