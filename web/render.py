"""Answers as HTML: Markdown rendered and sanitised here, so that the page needs no code for it.

Figures of the answer's text become links to their source: `<a href="#figure-2">`. Nothing that a
model or a filing wrote is believed: no script, no picture, no link but those made here.
"""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

TAGS = {
    *("p", "br", "hr", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a", "sup"),
}
ATTRIBUTES = {"a": {"href", "class", "title"}, "th": {"align"}, "td": {"align"}}
MARK = re.compile(r"\[([\w.\-#/]+):(\d+)(?:\s*[-–]\s*(\d+))?\]")


def answer_html(answer: Mapping[str, Any]) -> str:
    """The answer's text, its figures and marks as links to their sources."""
    from markdown_it import MarkdownIt

    text = str(answer.get("answer") or "")
    spots = Spots()
    text = spots.take_figures(text, answer.get("figures") or ())
    text = spots.take_marks(text, answer.get("citations") or ())
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    return spots.put_back(clean(markdown.render(text)))


def clean(given: str) -> str:
    """HTML with harmless tags only; links lead nowhere but into this page."""
    import nh3

    def keep(_tag: str, name: str, value: str) -> str | None:
        return value if name != "href" or value.startswith("#") else None

    return nh3.clean(
        given,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        link_rel=None,
        url_schemes=set(),
    )


class Spots:
    """Places of a text that become links when it is rendered: until then, private characters."""

    def __init__(self) -> None:
        self.links: list[str] = []

    def take_figures(self, text: str, figures: Sequence[Mapping[str, Any]]) -> str:
        """Each figure where it is first printed, the longest first."""
        text = re.sub("[\ue000-\uf8ff]", "", text)
        order = sorted(enumerate(figures, 1), key=lambda each: -len(str(each[1].get("text") or "")))
        for number, figure in order:
            said = str(figure.get("text") or "").strip()
            at = re.search(rf"(?<![\w.,]){re.escape(said)}(?![\w]|[.,]\d)", text) if said else None
            if at:
                text = text[: at.start()] + self._spot(f"figure-{number}", said) + text[at.end() :]
        return text

    def take_marks(self, text: str, citations: Sequence[Mapping[str, Any]]) -> str:
        """Marks such as [acme-10-k:410], as numbers of the citations."""

        def link(match: re.Match[str]) -> str:
            first = int(match[2])
            for number, each in enumerate(citations, 1):
                if each["document"] == match[1] and each["lines"][0] <= first <= each["lines"][1]:
                    return self._spot(f"cite-{number}", str(number))
            return match[0]

        return MARK.sub(link, text)

    def put_back(self, rendered: str) -> str:
        """The links in place of their characters."""
        return re.sub("[\ue000-\uf8ff]", lambda m: self.links[ord(m[0]) - 0xE000], rendered)

    def _spot(self, target: str, text: str) -> str:
        if len(self.links) >= 0xF8FF - 0xE000:
            return text
        kind = target.partition("-")[0]
        self.links.append(f'<a class="{kind}" href="#{target}">{html.escape(text)}</a>')
        return chr(0xE000 + len(self.links) - 1)
