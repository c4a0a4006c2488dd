"""The command `tieout`. Each command stands in a file of its own; this one only puts them together.

Nothing heavy is imported until a command runs, so that `tieout --help` answers at once.
"""

import sys

import typer

from cli import (
    ask,
    batch,
    catalogue,
    doctor,
    engine,
    evaluate,
    fetch,
    grep,
    index,
    ingest,
    mcp,
    search,
    serve,
    show,
    watch,
)
from store.errors import TieoutError

HELP = """Answers about long filings, each figure tied to the line it came from.

Start with [bold]tieout ingest FOLDER[/bold], then [bold]tieout ask "..."[/bold].
"""

app = typer.Typer(
    name="tieout",
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def version(asked: bool) -> None:
    """Print the version and stop."""
    if asked:
        from importlib.metadata import version as installed

        print(f"tieout {installed('tieout')}")
        raise typer.Exit


@app.callback()
def options(
    asked: bool = typer.Option(
        False, "--version", callback=version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Options that stand before the command."""


app.command("ingest")(ingest.ingest)
app.command("index")(index.index)
app.command("list")(catalogue.documents)
app.command("outline")(catalogue.outline)
app.command("show")(show.show)
app.command("grep")(grep.grep)
app.command("search")(search.search)
app.command("ask")(ask.ask)
app.command("batch")(batch.batch)
app.command("watch")(watch.watch)
app.command("fetch")(fetch.fetch)
app.command("eval")(evaluate.evaluate)
app.command("serve")(serve.serve)
app.command("mcp")(mcp.mcp)
app.command("doctor")(doctor.doctor)
app.add_typer(engine.app, name="engine")


def main() -> None:
    """Run `tieout` and exit: 0 done, 1 something failed, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # A file name need not be UTF-8; its odd bytes are shown escaped instead of ending the run.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app(prog_name="tieout")
    except TieoutError as error:
        sys.exit(complain(str(error)))
    except OSError as error:
        sys.exit(complain(disk_sentence(error)))
    except SystemExit as end:
        if end.code == 130:
            complain("Interrupted. What was finished is kept; run the command again to go on.")
        raise


def complain(sentence: str) -> int:
    """Say on stderr what went wrong; the exit status for it."""
    print(f"tieout: {sentence}", file=sys.stderr)
    return 1


def disk_sentence(error: OSError) -> str:
    """What the system said, about which file, and what to do."""
    about = f" ({error.filename})" if error.filename else ""
    return (
        f"{error.strerror or error}{about}. Make room or give access, then run the command again; "
        "what was finished is kept."
    )


if __name__ == "__main__":
    main()
