"""calculate: exact decimal arithmetic over named figures, on a syntax tree; nothing is run."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

from tools.desk import Desk
from tools.places import Placed, figure_at
from tools.tool import ToolError

DIGITS = 40  # more than any sum of figures needs; a quotient is cut there
SIZE = 60  # places a figure may have before or behind the point
MAX_CHARACTERS = 2_000
SHOWN_DECIMALS = 6
NUMERIC = re.compile(r"[\s\d.,()$€£¥%+\-−–_eE]*|[^:]*")  # anything else is the name of a place
LITERAL = "number__"  # begins the names that numbers get; never shown


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression, its figures, and its value."""

    expression: str
    values: dict[str, Decimal]
    value: Decimal
    placed: dict[str, Placed] = field(default_factory=dict)
    """Where the values stand that were given by their place."""

    def show(self) -> str:
        """The value, how it came about, and where its figures stand."""
        filled = re.sub(
            r"\b[A-Za-z_]\w*\b",
            lambda match: plain(self.values[match[0]]) if match[0] in self.values else match[0],
            self.expression,
        )
        shown = plain(round(self.value, SHOWN_DECIMALS))
        about = "" if round(self.value, SHOWN_DECIMALS) == self.value else "about "
        sources = [f"  {name} = {each.show()}" for name, each in self.placed.items()]
        loose = sorted(set(self.values) - set(self.placed))
        untied = f" {', '.join(loose)} came without a place: give its line." if loose else ""
        end = f"Next: cite each figure's line in the answer.{untied}"
        return "\n".join((f"{about}{shown}", f"= {filled}", *sources, end))


def calculate(desk: Desk, expression: str, values: dict[str, str] | None = None) -> Computed:
    """Compute exactly, in decimals. Use it for every sum, change, ratio and average.

    `expression` is arithmetic with + - * / and parentheses over numbers and names, and the
    functions round(x, n), abs, min, max and sum, e.g. "(f2 - f1) / f1 * 100".

    `values` gives each name its figure: best by its place, document:line and the printed text,
    e.g. {"f1": "acme-10-k-2024:812 (577)"}, so that value, sign and scale are read by code; or as
    a number in full units, e.g. {"f2": "-577000000"}.
    """
    placed = {
        name: figure_at(desk, text)
        for name, text in (values or {}).items()
        if not NUMERIC.fullmatch(text)
    }
    named = {
        name: placed[name].value if name in placed else to_decimal(text)
        for name, text in (values or {}).items()
    }
    return Computed(expression, named, evaluate(expression, named), placed)


def evaluate(expression: str, values: Mapping[str, Decimal]) -> Decimal:
    """The value of `expression`; ToolError says what is wrong with it."""
    if len(expression) > MAX_CHARACTERS:
        raise ToolError(f"The expression is longer than {MAX_CHARACTERS} characters.")
    text, written = _literals_named(_tidy(expression))
    values = {**values, **written}
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, RecursionError, MemoryError):
        raise ToolError(f"{expression!r} is no arithmetic: write e.g. (a - b) / b * 100.") from None
    with localcontext(Context(prec=DIGITS, Emax=SIZE, Emin=-SIZE)):
        try:
            return +_value(tree.body, values)
        except ZeroDivisionError:
            raise ToolError(f"{expression!r} divides by zero.") from None
        except (InvalidOperation, ArithmeticError):
            raise ToolError(f"{expression!r} has no finite value.") from None
        except RecursionError:
            raise ToolError("The expression is nested too deeply.") from None


def to_decimal(text: str) -> Decimal:
    """A number as a model writes it: "1,577", "$ 45.2", "(3.1)", "12.5%" (is 12.5)."""
    bare = re.sub(r"[\s,$€£¥_]", "", text).rstrip("%").replace("−", "-").replace("–", "-")
    if negative := re.fullmatch(r"\((.+?)%?\)", bare):
        bare = "-" + negative[1]
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise ToolError(f"{text!r} is no number: write it in digits and full units.") from None
    if not value.is_finite() or abs(value.adjusted()) > SIZE:
        raise ToolError(f"{text!r} is no number that a filing prints.")
    return value


def plain(value: Decimal) -> str:
    """Digits without exponent or needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tidy(expression: str) -> str:
    """Typographic signs as operators; thousands commas and currency signs gone."""
    signs = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-", "$": " ", "€": " ", "£": " "})
    text = expression.translate(signs).strip().lstrip("=").strip()
    return re.sub(r"(?<![\w.])(\d{1,3}(?:,\d{3})+)(?![\d,])", lambda m: m[0].replace(",", ""), text)


def _literals_named(text: str) -> tuple[str, dict[str, Decimal]]:
    """The expression with each number in it under a name: Python's own would be rounded."""
    written: dict[str, Decimal] = {}

    def named(match: re.Match[str]) -> str:
        name = f"{LITERAL}{len(written)}"
        written[name] = to_decimal(match[0])
        return name

    return re.sub(r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?![\w.])", named, text), written


def _value(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.Name(id=name):
            return _named(name, values)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, values)
        case ast.BinOp(left=left, op=operator, right=right):
            return _combined(operator, _value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]):
            return _called(name, [_value(each, values) for each in _flat(given)])
        case _:
            raise ToolError(
                f"{type(node).__name__} is no arithmetic: + - * / ( ) round abs min max sum only."
            )


def _flat(given: list[ast.expr]) -> list[ast.expr]:
    """sum([a, b]) is sum(a, b)."""
    first = given[0] if len(given) == 1 else None
    return first.elts if isinstance(first, ast.List | ast.Tuple) else given


def _named(name: str, values: Mapping[str, Decimal]) -> Decimal:
    if name not in values:
        known = ", ".join(each for each in values if not each.startswith(LITERAL)) or "none"
        raise ToolError(f"No value was given for {name!r}; named values: {known}.")
    return values[name]


def _combined(operator: ast.operator, left: Decimal, right: Decimal) -> Decimal:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case _:
            raise ToolError("Only + - * / are known; write a power as a product.")


def _called(name: str, given: list[Decimal]) -> Decimal:
    if name == "round":
        return _rounded(given)
    functions: dict[str, Callable[[list[Decimal]], Decimal]] = {
        "abs": lambda them: abs(them[0]),
        "min": min,
        "max": max,
        "sum": lambda them: sum(them, Decimal(0)),
    }
    if name not in functions:
        raise ToolError(f"There is no function {name!r}; there are round, abs, min, max and sum.")
    if not given or (name == "abs" and len(given) != 1):
        raise ToolError(f"{name} takes {'one number' if name == 'abs' else 'numbers'}.")
    return functions[name](given)


def _rounded(given: list[Decimal]) -> Decimal:
    """Half away from zero, as filings round."""
    if len(given) not in (1, 2) or (len(given) == 2 and not -20 <= given[1] <= 20):
        raise ToolError("round takes a number and the count of decimals, up to 20.")
    step = Decimal(1).scaleb(-int(given[1]) if len(given) == 2 else 0)
    return (given[0] / step).quantize(Decimal(1), ROUND_HALF_UP) * step
