"""References found on the way: opened where they stand, closed when their target is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.transcript import Observation
from tools.follow import Lead, Leads
from tools.read import Window


@dataclass(slots=True)
class Threads:
    """The references of a run that lead to a section."""

    open: dict[tuple[str, int, str], Lead] = field(default_factory=dict)
    known: set[tuple[str, int, str]] = field(default_factory=set)

    def opened(self, observations: Sequence[Observation]) -> list[Lead]:
        """References that `follow` showed for the first time; they are open from now on."""
        found = [seen.result.leads for seen in observations if isinstance(seen.result, Leads)]
        fresh: list[Lead] = []
        for lead in (lead for leads in found for lead in leads):
            key = (lead.document, lead.line, lead.words)
            if lead.target is not None and key not in self.known:
                self.known.add(key)
                self.open[key] = lead
                fresh.append(lead)
        return fresh

    def closed(self, observations: Sequence[Observation]) -> list[Lead]:
        """Open references whose target begins in a window that was read; closed from now on."""
        windows = [seen.result for seen in observations if isinstance(seen.result, Window)]
        done = [key for key, lead in self.open.items() if any(_read(lead, w) for w in windows)]
        return [self.open.pop(key) for key in done]


def _read(lead: Lead, window: Window) -> bool:
    if lead.target is None or lead.document != window.document:
        return False
    return window.first <= lead.target.first_line < window.first + len(window.lines)
