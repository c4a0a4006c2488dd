"""Records as they are shown."""

from store.service_tables import StoredChat, StoredJob, StoredRun
from store.tables import StoredDocument, StoredSection
from web.render import answer_html
from web.shapes import Answered, ChatView, DocumentView, JobView, RunView, SectionView

FORMATS = {".pdf": "pdf", ".htm": "html", ".html": "html", ".xhtml": "html", ".txt": "text"}


def run_view(run: StoredRun) -> RunView:
    """A run with its answer."""
    answer = Answered.model_validate(run.answer) if run.answer else None
    return RunView(
        **run.model_dump(exclude={"team", "owner", "answer"}),
        answer=answer,
        html=answer_html(run.answer) if run.answer else None,
    )


def chat_view(chat: StoredChat) -> ChatView:
    """A chat without its messages."""
    return ChatView(**chat.model_dump(exclude={"team", "owner"}))


def job_view(job: StoredJob) -> JobView:
    """A job."""
    return JobView(**job.model_dump(exclude={"team", "owner", "given"}))


def document_view(document: StoredDocument, suffix: str) -> DocumentView:
    """A document; `suffix` is that of its original."""
    dates = {
        name: each.isoformat() if (each := getattr(document, name)) else None
        for name in ("period_end", "filed")
    }
    names = set(DocumentView.model_fields) - {"document", "format", *dates}
    told = {name: getattr(document, name) for name in names}
    told |= {"document": document.id, "format": FORMATS.get(suffix, "text"), **dates}
    return DocumentView.model_validate(told)


def section_view(section: StoredSection) -> SectionView:
    """A section."""
    return SectionView(
        id=section.id,
        level=section.level,
        kind=section.kind,
        item=section.item,
        title=section.title,
        lines=(section.first_line, section.last_line),
        pages=(section.first_page, section.last_page),
    )
