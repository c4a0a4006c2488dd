"""Text to tokens and back: the chat template, the detokeniser, stop strings.

Byte-level BPE only (Qwen, gpt-oss): there every token is a string of bytes, so that what is written
piece by piece is, to the byte, what is written at once.
"""

import codecs
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError

if TYPE_CHECKING:
    from jinja2 import Template
    from tokenizers import Tokenizer as Vocabulary

SEAM = "\ufdd0"  # not a character of Unicode: no text holds it, and tokens are cut there


class BadModelFolder(EngineError):
    """A file of the model folder is missing, or is not what it should be."""


class CannotRender(EngineError):
    """The chat template does not take these messages or tools."""


@dataclass(frozen=True)
class Tokenizer:
    """A model's vocabulary and chat template."""

    vocabulary: "Vocabulary"
    stop_ids: frozenset[int]
    """Tokens that end a reply."""
    template: "Template | None" = None
    template_source: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What templates may print: bos_token, eos_token and the like."""

    @classmethod
    def load(cls, folder: Path) -> "Tokenizer":
        """The tokenizer of a Hugging Face folder."""
        settings = read_json(folder / "tokenizer_config.json")
        source = template_source(folder, settings)
        vocabulary = read_vocabulary(folder / "tokenizer.json")
        named = {
            name: text_of(settings[name])
            for name in ("bos_token", "eos_token", "pad_token", "unk_token")
            if settings.get(name) is not None
        }
        return cls(
            vocabulary=vocabulary,
            stop_ids=stop_ids(folder, vocabulary, named.get("eos_token")),
            template=compile_template(source) if source else None,
            template_source=source,
            variables=named,
        )

    def encode(self, text: str) -> list[int]:
        """The tokens of `text`; the names of control tokens in it become control tokens."""
        return list(self.vocabulary.encode(text, add_special_tokens=False).ids)

    def encode_rendered(self, text: str) -> list[int]:
        """The tokens of a rendered chat: what stands in messages is never a control token."""
        return [id for part in text.split(SEAM) for id in (self.encode(part) if part else ())]

    def render(
        self,
        messages: Sequence[Mapping[str, object]],
        tools: Sequence[Mapping[str, object]] = (),
        *,
        reply: bool = True,
        options: Mapping[str, object] | None = None,
    ) -> str:
        """The chat as the template writes it, ready for `encode_rendered`.

        `reply` opens the assistant's turn. `options` are the template's own, such as
        enable_thinking. A filing that quotes <|im_end|> cannot end a turn: the names of control
        tokens inside messages and tools are taken apart.
        """
        from jinja2 import TemplateError

        if self.template is None:
            raise CannotRender(
                "The model folder has no chat template (chat_template.jinja, or chat_template in "
                "tokenizer_config.json). Use /v1/completions, or add the template."
            )
        told: dict[str, Any] = {**self.variables, **(options or {})}
        told["messages"] = self.taken_apart(list(messages))
        told["tools"] = self.taken_apart(list(tools)) or None
        try:
            return self.template.render(**told, add_generation_prompt=reply)
        except (TemplateError, TypeError, ValueError, KeyError) as error:
            raise CannotRender(f"The chat template refuses these messages: {error}") from error

    def taken_apart(self, value: object) -> Any:
        """`value` with the names of control tokens in its strings cut in two by a seam."""
        if isinstance(value, str):
            clean = value.replace(SEAM, "")
            return self._controls.sub(lambda found: found[0][0] + SEAM + found[0][1:], clean)
        if isinstance(value, Mapping):
            return {key: self.taken_apart(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.taken_apart(each) for each in value]
        return value

    def bytes_of(self, id: int) -> bytes:
        """What a token writes; nothing for the numbers a model has beyond its vocabulary."""
        return self._bytes.get(id, b"")

    def text_of(self, id: int) -> str:
        """A token by itself, half characters shown as such."""
        return self.bytes_of(id).decode("utf-8", errors="replace")

    def control(self, text: str) -> int | None:
        """The number of the one added token that is written `text`, if there is one."""
        return next((id for id, each in self._added.items() if each == text), None)

    @cached_property
    def _added(self) -> dict[int, str]:
        added = self.vocabulary.get_added_tokens_decoder()
        return {id: token.content for id, token in added.items()}

    @cached_property
    def _controls(self) -> re.Pattern[str]:
        """The names of added tokens, longest first; a pattern that never fits where none are."""
        names = sorted((n for n in self._added.values() if len(n) > 1), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names)) or r"(?!)")

    @cached_property
    def _bytes(self) -> dict[int, bytes]:
        table = letters_to_bytes()
        plain = self.vocabulary.get_vocab(with_added_tokens=False)
        found = {
            id: bytes(table[letter] for letter in token)
            if all(letter in table for letter in token)
            else token.encode()
            for token, id in plain.items()
        }
        return found | {id: token.encode() for id, token in self._added.items()}


class Detokenizer:
    """Tokens to text as they come; a character that is not whole yet waits."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, id: int) -> str:
        """The text that is certain now."""
        return self._decoder.decode(self._tokenizer.bytes_of(id))

    def finish(self) -> str:
        """What waited for bytes that never came, as replacement characters."""
        return self._decoder.decode(b"", True)


class StopStrings:
    """Text up to the first stop string, wherever tokens are cut; the end that may be one waits.

    Of two stop strings the one that ends first counts.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""
        self.stopped = False

    def add(self, text: str) -> str:
        """The text that is certain now; nothing once stopped."""
        if self.stopped:
            return ""
        held = self._held + text
        found = [(held.find(stop), stop) for stop in self._stops]
        ends = [(at + len(stop), at) for at, stop in found if at >= 0]
        if ends:
            self.stopped, self._held = True, ""
            return held[: min(ends)[1]]
        keep = max((overlap(held, stop) for stop in self._stops), default=0)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep]

    def finish(self) -> str:
        """What waited and turned out to be no stop string."""
        held, self._held = self._held, ""
        return held


def overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` begin `tag`, without being the whole of it."""
    longest = min(len(text), len(tag) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(tag[:n])), 0)


def letters_to_bytes() -> dict[str, int]:
    """GPT-2's alphabet: printable bytes stand for themselves, the others from U+0100 on."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in shown]
    table = {chr(byte): byte for byte in shown}
    return table | {chr(0x100 + at): byte for at, byte in enumerate(hidden)}


def read_vocabulary(path: Path) -> "Vocabulary":
    """tokenizer.json, which must be byte-level."""
    from tokenizers import Tokenizer as Vocabulary

    if not path.is_file():
        raise BadModelFolder(f"{path} is missing. Copy it from where the model came from.")
    decoder = read_json(path).get("decoder")
    kinds = json.dumps(decoder)
    if '"ByteLevel"' not in kinds:
        raise BadModelFolder(f"{path}: only byte-level tokenizers can be served, not {kinds[:80]}.")
    return Vocabulary.from_file(str(path))


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; an empty one where there is no such file."""
    if not path.is_file():
        return {}
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadModelFolder(f"{path} is not JSON: {error}") from error
    if not isinstance(read, dict):
        raise BadModelFolder(f"{path} holds no JSON object.")
    return read


def text_of(token: object) -> str:
    """A token of tokenizer_config.json, which may be text or an object with content."""
    return str(token.get("content", "")) if isinstance(token, dict) else str(token)


def template_source(folder: Path, settings: Mapping[str, Any]) -> str:
    """The chat template; of several, the one for tools or the default; "" if there is none."""
    path = folder / "chat_template.jinja"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    found = settings.get("chat_template") or ""
    if isinstance(found, list):
        named = {each["name"]: each["template"] for each in found}
        found = named.get("tool_use") or named.get("default") or ""
    return str(found)


def stop_ids(folder: Path, vocabulary: "Vocabulary", eos: str | None) -> frozenset[int]:
    """Every token the folder's files name as an end."""
    named: set[int] = set()
    for name in ("generation_config.json", "config.json"):
        found = read_json(folder / name).get("eos_token_id")
        named.update(found if isinstance(found, list) else [] if found is None else [found])
    id = vocabulary.token_to_id(eos) if eos else None
    return frozenset(named | ({id} if id is not None else set()))


def compile_template(source: str) -> "Template":
    """A chat template in the surroundings that model folders expect."""
    from jinja2 import TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    surroundings = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    surroundings.filters["tojson"] = to_json
    surroundings.globals["raise_exception"] = refuse
    surroundings.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    try:
        return surroundings.from_string(source)
    except TemplateSyntaxError as error:
        raise BadModelFolder(f"The chat template cannot be read: {error}") from error


def to_json(
    value: object,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """JSON as it was when the models were trained: not escaped for HTML."""
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


def refuse(sentence: str) -> None:
    """What templates call on messages they do not take."""
    from jinja2 import TemplateError

    raise TemplateError(sentence)
