"""`tieout fetch`: a company's filings from EDGAR into a folder, ready to be ingested."""

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.options import AsJson
from cli.output import emit, note


def fetch(
    company: Annotated[str, typer.Argument(metavar="TICKER|CIK", help="Whose filings.")],
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where the files go.")],
    agent: Annotated[
        str,
        typer.Option(
            "--agent",
            envvar="TIEOUT_EDGAR_AGENT",
            metavar="NAME MAIL",
            help='Who asks, as EDGAR wants it: "Jane Doe jane@example.com".',
        ),
    ],
    form: Annotated[str, typer.Option("--form", metavar="F", help="Which form.")] = "10-K",
    years: Annotated[
        str,
        typer.Option("--years", metavar="A-B", help="Years in which their periods end."),
    ] = "1993-2100",
    server: Annotated[
        str, typer.Option("--server", hidden=True, help="In place of EDGAR's own.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Fetch filings from EDGAR; what is there already is left alone."""
    from ingest.edgar import ARCHIVE, DATA, Edgar, NotFetched

    if not re.search(r"\S+@\S+\.\S+", agent):
        raise typer.BadParameter("EDGAR asks for a name and a mail address.", param_hint="--agent")
    edgar = Edgar(agent, server or ARCHIVE, server or DATA)
    wanted = span(years)
    to.mkdir(parents=True, exist_ok=True)
    count = 0
    for filing in edgar.filed(edgar.company(company), form, wanted):
        path = to / filing.name(company)
        fresh = edgar.fetch(filing, path)
        count += 1
        row = {"file": str(path), "form": filing.form, "period": filing.period}
        if as_json:
            emit({**row, "status": "fetched" if fresh else "there"})
        else:
            print(f"{'fetched' if fresh else 'there  '}   {path}", flush=True)
    if not count:
        raise NotFetched(f"EDGAR lists no {form} of {company} whose period ends in {years}.")
    note(f"Read them with: tieout ingest {to}")


def span(years: str) -> range:
    """The years of "2020-2024", or of "2024"."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", years.strip())
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise typer.BadParameter(f"{years} is no span of years: 2020-2024.", param_hint="--years")
    return range(int(found[1]), int(found[2] or found[1]) + 1)
