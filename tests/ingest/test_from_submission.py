from ingest.from_submission import header_fields, split

HEADER = """<SEC-DOCUMENT>0000999999-01-000007.txt : 20010402
<SEC-HEADER>0000999999-01-000007.hdr.sgml : 20010402
ACCESSION NUMBER:\t\t0000999999-01-000007
CONFORMED SUBMISSION TYPE:\t10-K
PUBLIC DOCUMENT COUNT:\t\t2
CONFORMED PERIOD OF REPORT:\t20001231
FILED AS OF DATE:\t\t20010402

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tHARBOUR & TERN CO /DE/
\t\tCENTRAL INDEX KEY:\t\t\t0000999999
\t\tSTANDARD INDUSTRIAL CLASSIFICATION:\tSHIP BUILDING [3730]
\t\tFISCAL YEAR END:\t\t\t1231

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tTERN FINANCE LLC
\t\tCENTRAL INDEX KEY:\t\t\t0000999998
</SEC-HEADER>
"""


def part(kind: str, sequence: int, text: str, name: str = "", description: str = "") -> str:
    lines = ["<DOCUMENT>", f"<TYPE>{kind}", f"<SEQUENCE>{sequence}"]
    lines += [f"<FILENAME>{name}"] if name else []
    lines += [f"<DESCRIPTION>{description}"] if description else []
    return "\n".join([*lines, "<TEXT>", text, "</TEXT>", "</DOCUMENT>", ""])


def test_the_header_says_who_filed_what() -> None:
    submission = split((HEADER + part("10-K", 1, "Annual report")).encode())
    assert submission is not None
    assert submission.header["conformed submission type"] == "10-K"
    assert submission.header["conformed period of report"] == "20001231"
    assert submission.header["company conformed name"] == "HARBOUR & TERN CO /DE/"
    assert submission.header["central index key"] == "0000999999"
    assert submission.header["standard industrial classification"] == "SHIP BUILDING [3730]"
    assert [filer["central index key"] for filer in submission.filers] == [
        "0000999999",
        "0000999998",
    ]


def test_the_main_document_comes_first_and_parts_keep_their_bytes() -> None:
    raw = HEADER + part("EX-21", 2, "Subsidiaries", "ex21.txt", "LIST") + part("10-K", 1, "Report")
    submission = split(raw.encode())
    assert submission is not None
    assert [(p.name, p.type, p.sequence) for p in submission.parts] == [
        ("10-K-1.txt", "10-K", 1),
        ("ex21.txt", "EX-21", 2),
    ]
    assert submission.parts[1].description == "LIST"
    assert submission.parts[0].raw.strip() == b"Report"


def test_what_no_one_can_read_is_left_out_with_a_sentence() -> None:
    raw = HEADER + "".join(
        [
            part("10-K", 1, "<XBRL>\n<html>Report</html>\n</XBRL>", "tern.htm"),
            part("GRAPHIC", 2, "begin 644 logo.jpg\nM_]C_X\n`\nend", "logo.jpg"),
            part("EX-101.INS", 3, "<XML>\n<xbrl/>\n</XML>", "tern.xml"),
            part("EX-99", 4, "<PDF>\nbegin 644 a.pdf\nM\nend\n</PDF>", "a.pdf"),
            part("EX-10", 5, "  ", "empty.txt"),
        ]
    )
    submission = split(raw.encode())
    assert submission is not None
    assert [p.name for p in submission.parts] == ["tern.htm"]
    assert submission.parts[0].raw == b"<html>Report</html>"
    assert [sentence.split(" ")[0] for sentence in submission.skipped] == [
        "logo.jpg",
        "tern.xml",
        "a.pdf",
        "empty.txt",
    ]


def test_a_submission_cut_off_in_the_middle_keeps_what_is_there() -> None:
    raw = HEADER + part("10-K", 1, "Annual report") + "<DOCUMENT>\n<TYPE>EX-13\n<TEXT>\nHalf a"
    submission = split(raw.encode())
    assert submission is not None
    assert submission.parts[1].raw == b"Half a"


def test_text_without_parts_is_no_submission() -> None:
    assert split(b"The word <DOCUMENT> in a sentence is no mark") is None


def test_header_fields_are_read_from_stripped_text_too() -> None:
    header, filers = header_fields(HEADER.replace("<SEC-HEADER>", "").replace("<SEC-DOCUMENT>", ""))
    assert header["fiscal year end"] == "1231"
    assert len(filers) == 2
