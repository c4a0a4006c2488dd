"""A filing's HTML without anything that could do or load something."""

import re

TAGS = {
    *("html", "body", "div", "p", "span", "br", "hr", "a", "b", "i", "u", "s", "em", "strong"),
    *("font", "center", "small", "big", "sub", "sup", "strike", "del", "ins", "tt", "code", "pre"),
    *("blockquote", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"),
}
EVERYWHERE = {"style", "align", "valign", "bgcolor", "width", "height", "dir", "lang", "title"}
MORE = {
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
    "table": {"border", "cellpadding", "cellspacing"},
    "font": {"color", "size", "face"},
    "a": {"href", "name", "id"},
    "col": {"span"},
    "div": {"id"},
    "p": {"id"},
    "span": {"id"},
}
STYLES = {
    *("text-align", "vertical-align", "font", "font-size", "font-weight", "font-style"),
    *("font-family", "font-variant", "text-decoration", "text-indent", "text-transform"),
    *("line-height", "letter-spacing", "white-space", "color", "background-color"),
    *("margin", "margin-top", "margin-bottom", "margin-left", "margin-right"),
    *("padding", "padding-top", "padding-bottom", "padding-left", "padding-right"),
    *("border", "border-top", "border-bottom", "border-left", "border-right"),
    *("border-bottom-width", "border-bottom-style", "border-bottom-color", "border-top-width"),
    *("border-top-style", "border-top-color", "border-collapse", "border-spacing", "width"),
    *("min-width", "max-width", "display", "page-break-after", "page-break-before", "break-before"),
}

PROPERTY = re.compile(r"(?:^|;)\s*[A-Z-]+(?=\s*:)", re.IGNORECASE)


def cleaned(raw: str) -> str:
    """HTML with harmless elements and styles only; links lead nowhere but into the page."""
    import nh3

    def keep(_tag: str, name: str, value: str) -> str | None:
        if name == "style":  # names of properties are compared as they are written
            return PROPERTY.sub(lambda said: said[0].lower(), value)
        return value if name != "href" or value.startswith("#") else None

    # Words before the page's own head would make the parser take the page for a part of it.
    raw = re.sub(r"(?is)^.*?<TEXT>(?=.*<html)", "", raw, count=1)
    raw = re.sub(r"(?is)<(ix:header)\b.*?</\1\s*>", "", raw)
    raw = re.sub(r"(?is)<div\b[^>]*display\s*:\s*none[^>]*>\s*</div>", "", raw)
    return nh3.clean(
        raw,
        tags=TAGS,
        attributes={"*": EVERYWHERE, **MORE},
        attribute_filter=keep,
        filter_style_properties=STYLES,
        link_rel=None,
        url_schemes=set(),
        clean_content_tags={"script", "style", "title", "head", "noscript", "template"},
    )
