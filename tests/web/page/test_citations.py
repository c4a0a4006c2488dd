"""Two hundred citations of generated filings, clicked: each opens its page, the passage marked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from agent.model import Call, Model, Reply
from agent.transcript import Transcript
from evals.highlights import holds, sample
from examples.annual import annual_report
from examples.press import current_report
from examples.variants import variants
from index.build import update_bm25
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.web.page.looking import ask, watched
from tests.web.serving import serving
from tools.desk import page_of
from tools.tool import Tool
from web.config import Config
from web.pictures import Box, sidecar_of

EACH = 8  # lines of prose, and as many rows of tables, of a filing
WANTED = 200
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Citing:
    """Cites the lines of the document that the question names, and nothing else."""

    library: Path
    name: str = "test/citing"

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        library = Library(self.library)
        document = transcript.question.text.split()[1]
        copy = library.lines(document)
        cited = [
            {"document": document, "lines": [line, line], "quote": copy[line - 1]}
            for line in sample(document, copy, EACH)
        ]
        library.close()
        draft: dict[str, object] = {
            "status": "answered",
            "answer": "It is said there.",
            "citations": cited,
        }
        return Reply("", (Call("c1", "answer", draft),))


@pytest.fixture(scope="module")
def filings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example filings, and those of six other companies: pages of HTML and PDF."""
    folder = tmp_path_factory.mktemp("cited")
    released = (each for each in variants(7) if any(p.event for p in each.story.pieces))
    for at, each in enumerate(islice(released, 6)):
        annual = annual_report(each.story, small=True)
        (folder / f"{at}-10-k.htm").write_text(annual, encoding="utf-8")
        (folder / f"{at}-8-k.pdf").write_bytes(current_report(each.story))
    library = Library(folder / "library")
    settings = Settings(library=folder / "library", workers=2)
    read = list(ingest([Path("examples/filings"), folder], library, settings))
    assert {one.status for one in read} <= {"added", "skipped"}
    update_bm25(library)
    library.close()
    return folder / "library"


def test_every_citation_opens_its_page_with_the_passage_marked(
    browser: Browser, filings: Path
) -> None:
    config = Config(Settings(library=filings, model="test/citing"))
    library = Library(filings)
    opened, wrong = 0, []

    def named(_name: str) -> Model:
        return Citing(filings)

    with serving(config, named) as url, watched(browser, url) as seen:
        for document in library.documents():
            ask(seen.page, f"Cite {document.id} please")
            cards = seen.page.locator(".cards a")
            for at in range(cards.count()):
                cards.nth(at).click()
                said = cards.nth(at).locator("small").inner_text()
                line = int(said.rsplit(" ", 1)[-1])
                page = page_of(document, line)
                assert f"page {page} ·" in said
                head = seen.page.locator("#source .head small")
                head.filter(has_text=f"page {page} · line {line}").wait_for()
                opened += 1
                if not marked(seen.page, library, document.id, line, page):
                    wrong.append(f"{document.id}:{line}")
    library.close()
    assert opened >= WANTED
    assert len(wrong) <= opened // 100, wrong


def marked(page: Page, library: Library, document: str, line: int, number: int) -> bool:
    """Whether the line's words are marked in the frame, or its box in the picture."""
    if not document_is_pdf(library, document):
        return holds(
            words_in(page.frame_locator("#source iframe")), library.lines(document)[line - 1]
        )
    image = page.locator("#source .view img")
    source = image.get_attribute("src") or ""
    assert f"/pages/{number}?" in source
    image.evaluate("image => image.decode()")
    boxes = [
        each.box
        for each in sidecar_of(library, document).places
        if each.line == line and each.page == number and each.box
    ]
    bare = page.request.get(source.partition("?")[0]).body()
    drawn = page.request.get(source).body()
    return bool(boxes) and only_inside(bare, drawn, boxes)


def document_is_pdf(library: Library, document: str) -> bool:
    return (library.folders.document(document) / "original.pdf").exists()


def words_in(frame: FrameLocator) -> str:
    """The words under the marks of a frame that has come."""
    frame.locator("#passage").wait_for()
    return " ".join(frame.locator("mark.passage").all_inner_texts())


def only_inside(bare: bytes, drawn: bytes, boxes: Sequence[Box]) -> bool:
    """Whether two pictures of a page differ, and nowhere but around the boxes."""
    import pymupdf

    one, other = pymupdf.Pixmap(bare), pymupdf.Pixmap(drawn)
    assert (one.width, one.height) == (other.width, other.height)
    zoom = one.width / 612  # points across a letter page
    near = 4  # pixels
    changed = list(differing(one.samples, other.samples, one.width, one.n))
    return bool(changed) and all(
        any(
            box[0] * zoom - near <= x <= box[2] * zoom + near
            and box[1] * zoom - near <= y <= box[3] * zoom + near
            for box in boxes
        )
        for x, y in changed
    )


def differing(one: bytes, other: bytes, width: int, depth: int) -> Iterator[tuple[int, int]]:
    """The pixels that are not the same."""
    row = width * depth
    for y in range(len(one) // row):
        before, after = one[y * row : y * row + row], other[y * row : y * row + row]
        if before != after:
            for x in range(0, row, depth):
                if before[x : x + depth] != after[x : x + depth]:
                    yield x // depth, y
