"""Which page of the cache belongs to whom: pages of 64 tokens, shared along a tree of prefixes.

A full page hangs in the tree under the page before it, by an edge that is its exact tokens: there
is no hash, so nothing can collide. A request holds a path from the root and, after it, pages of
its own that are not full yet:

    [0, 64 * len(path))                        full pages in the tree, perhaps shared, only read
    [64 * len(path), 64 * (len(path) + own))   pages of its own, written by it alone

A page of the tree that no request holds stays until its room is needed; the one unused longest
goes first, and no page before those that follow it. This file moves numbers only; the keys and
values themselves are in `engine.storage`.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from engine.errors import BrokenInvariant

PAGE = 64


class Node:
    """A full page: what it holds, after what, and how many requests use it."""

    __slots__ = ("children", "key", "newer", "older", "page", "parent", "references")

    def __init__(self, page: int, key: bytes, parent: "Node | None") -> None:
        self.page = page
        self.key = key
        self.parent = parent
        self.children: dict[bytes, Node] = {}
        self.references = 1
        self.older: Node | None = None
        self.newer: Node | None = None


class Unused:
    """The pages of the tree nobody holds, from the one unused longest to the newest."""

    def __init__(self) -> None:
        self.oldest: Node | None = None
        self.newest: Node | None = None
        self.count = 0

    def append(self, node: Node) -> None:
        """Put `node` behind all others."""
        node.older, node.newer = self.newest, None
        if self.newest is None:
            self.oldest = node
        else:
            self.newest.newer = node
        self.newest = node
        self.count += 1

    def remove(self, node: Node) -> None:
        """Take `node` out, wherever it stands."""
        if node.older is None:
            self.oldest = node.newer
        else:
            node.older.newer = node.newer
        if node.newer is None:
            self.newest = node.older
        else:
            node.newer.older = node.older
        node.older = node.newer = None
        self.count -= 1

    def __iter__(self) -> Iterator[Node]:
        node = self.oldest
        while node is not None:
            yield node
            node = node.newer


@dataclass(eq=False, slots=True)
class Table:
    """The pages of one request, in the order of its tokens."""

    path: list[Node] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    pages: "array[int]" = field(default_factory=lambda: array("i"))
    """The numbers of both, path first: token t is in pages[t // 64]."""


class Cache:
    """All pages: the tree, the free ones, the owned. Each is in one place, and `check` says so."""

    def __init__(self, pages: int, page: int = PAGE) -> None:
        self.total = pages
        self.page = page
        self.free = list(range(pages - 1, -1, -1))
        self.root = Node(-1, b"", None)
        self.unused = Unused()
        self.full = 0
        self.version = 0
        """Grows when a page comes into the tree or leaves it: an earlier match may be outdated."""

    @property
    def available(self) -> int:
        """How many pages can be had: free, or in the tree without being used."""
        return len(self.free) + self.unused.count

    def match(self, tokens: "array[int]") -> list[Node]:
        """The longest path whose pages hold the beginning of `tokens`, but never its last token.

        One token is always left to compute: from it comes the next.
        """
        node, path = self.root, []
        for start in range(0, (len(tokens) - 1) // self.page * self.page, self.page):
            child = node.children.get(tokens[start : start + self.page].tobytes())
            if child is None:
                break
            path.append(child)
            node = child
        return path

    def open(self, tokens: "array[int]") -> Table:
        """A table that begins with all the tree has of `tokens`. It takes no new page."""
        path = self.match(tokens)
        for node in path:
            self._hold(node)
        return Table(path, pages=array("i", [node.page for node in path]))

    def extend(self, table: Table, length: int) -> bool:
        """Give `table` pages for `length` tokens; False, and no change, if too few are left."""
        missing = -(-length // self.page) - len(table.path) - len(table.own)
        if missing > self.available:
            return False
        for _ in range(missing):
            table.own.append(self._take())
            table.pages.append(table.own[-1])
        return True

    def commit(self, table: Table, tokens: "array[int]", done: int) -> None:
        """Hang the pages that are full now into the tree: the first `done` tokens are computed.

        If the tree has that page already, computed by somebody else meanwhile, ours is freed.
        """
        while len(table.path) < done // self.page:
            start = len(table.path) * self.page
            parent = table.path[-1] if table.path else self.root
            key = tokens[start : start + self.page].tobytes()
            node = self._hang(parent, key, table.own.pop(0))
            table.pages[len(table.path)] = node.page
            table.path.append(node)

    def close(self, table: Table) -> None:
        """Let go of everything. What is in the tree stays there while nobody needs the room."""
        for node in reversed(table.path):  # the last page first, so that it is evicted first
            node.references -= 1
            if node.references == 0:
                self.unused.append(node)
        self.free.extend(reversed(table.own))
        table.path.clear()
        table.own.clear()
        del table.pages[:]

    def _hold(self, node: Node) -> None:
        if node.references == 0:
            self.unused.remove(node)
        node.references += 1

    def _hang(self, parent: Node, key: bytes, page: int) -> Node:
        there = parent.children.get(key)
        if there is not None:
            self._hold(there)
            self.free.append(page)
            return there
        node = parent.children[key] = Node(page, key, parent)
        self.full += 1
        self.version += 1
        return node

    def _take(self) -> int:
        if self.free:
            return self.free.pop()
        # A page is never unused for longer than those that follow it, so the oldest is a leaf.
        node = self.unused.oldest
        if node is None or node.children or node.parent is None:
            raise BrokenInvariant("The page unused longest is not the end of a path.")
        self.unused.remove(node)
        del node.parent.children[node.key]
        self.full -= 1
        self.version += 1
        return node.page

    def check(self, tables: Iterable[Table]) -> None:
        """Raise if a page is leaked or doubly owned; `tables` are all that are open."""
        held: dict[int, int] = {}
        seen = list(self.free)
        for table in tables:
            seen.extend(table.own)
            follows(table.path, self.root)
            if table.pages.tolist() != [node.page for node in table.path] + table.own:
                raise BrokenInvariant("A table's list of pages differs from the pages it holds.")
            for node in table.path:
                held[id(node)] = held.get(id(node), 0) + 1
        nodes = list(descendants(self.root))
        seen.extend(node.page for node in nodes)
        if sorted(seen) != list(range(self.total)):
            raise BrokenInvariant(complaint(seen, self.total))
        for node in nodes:
            self._check_node(node, held.pop(id(node), 0))
        if held:
            raise BrokenInvariant("A table holds a page that is no longer in the tree.")
        if {id(node) for node in self.unused} != {id(n) for n in nodes if not n.references}:
            raise BrokenInvariant("The list of unused pages differs from the pages without users.")
        if len(nodes) != self.full or self.unused.count != sum(not n.references for n in nodes):
            raise BrokenInvariant("The counts of pages in the tree are wrong.")
        oldest = self.unused.oldest
        if oldest is not None and oldest.children:
            raise BrokenInvariant("The page unused longest is not the end of a path.")

    def _check_node(self, node: Node, held: int) -> None:
        if node.references != held:
            raise BrokenInvariant(
                f"Page {node.page} counts {node.references} users and has {held}."
            )
        if node.references and node.parent is not self.root:
            parent = node.parent
            if parent is None or not parent.references:
                raise BrokenInvariant(f"Page {node.page} is used and the one before it is not.")
        if node.parent is None or node.parent.children.get(node.key) is not node:
            raise BrokenInvariant(f"Page {node.page} hangs nowhere.")


def descendants(root: Node) -> Iterator[Node]:
    """Every node under `root`."""
    waiting = list(root.children.values())
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children.values())


def follows(path: Sequence[Node], root: Node) -> None:
    """Raise unless each page of `path` hangs under the one before it."""
    for before, node in zip([root, *path], path, strict=False):
        if node.parent is not before:
            raise BrokenInvariant(f"Page {node.page} does not follow page {before.page}.")


def complaint(seen: Sequence[int], total: int) -> str:
    """What is wrong with a list of pages in which each should stand once."""
    twice = sorted({page for page in seen if seen.count(page) > 1})
    lost = sorted(set(range(total)) - set(seen))
    return f"Pages owned twice: {twice}; pages owned by nobody: {lost}."
