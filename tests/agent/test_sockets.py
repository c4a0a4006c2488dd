"""Nothing leaves the machine but calls to the model that was chosen."""

import json
import subprocess
import sys
from pathlib import Path

from tests.agent.openai_server import Said, openai_server

ROOT = Path(__file__).parents[2]

WATCHED = """
import json, os, sys
seen = []
def watch(event, args):
    if event == "socket.connect":
        seen.append(str(args[1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        seen.append(str(args[0]))
sys.addaudithook(watch)
os.environ["OPENAI_API_KEY"] = "sk-test-0123456789"
from agent.models import model_named
before = "litellm" in sys.modules
from agent.transcript import Question, Transcript
model = model_named("openai/test", api_base=sys.argv[1])
reply = model.reply(Transcript(Question("What?")), (), lambda text: None)
print(json.dumps({"seen": seen, "text": reply.text, "before": before}))
"""


def test_only_the_chosen_model_is_called() -> None:
    with openai_server([Said("Nothing.")]) as server:
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, server.url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["text"] == "Nothing."
    assert told["before"] is False  # litellm is imported when it is used, no sooner
    assert told["seen"]
    assert all("127.0.0.1" in place or place.startswith("/") for place in told["seen"])


WHOLE_WAY = """
import json, sys
seen = []
def watch(event, args):
    if event == "socket.connect":
        seen.append(str(args[1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        seen.append(str(args[0]))
sys.addaudithook(watch)
from pathlib import Path
from agent.desk import open_desk
from agent.loop import ask
from agent.models import model_named
from agent.transcript import Question
from index.build import update_bm25, update_vectors
from index.embedder import load
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
folder = Path(sys.argv[2])
settings = Settings(library=folder, workers=1)
library = Library(folder)
told = [each.status for each in ingest([Path(sys.argv[1])], library, settings)]
update_bm25(library)
update_vectors(library, load(settings.embedder))
answer = ask(open_desk(library), model_named("offline"), Question("What was total assets?"))
modules = [name for name in ("litellm", "openai") if name in sys.modules]
print(json.dumps({"seen": seen, "told": told, "status": answer.status, "modules": modules}))
"""


def test_ingest_index_and_ask_offline_call_nobody(tmp_path: Path) -> None:
    filing = ROOT / "tests" / "filings" / "tidewater-10-k.htm"
    done = subprocess.run(
        [sys.executable, "-c", WHOLE_WAY, str(filing), str(tmp_path / "library")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["told"] == ["added"]
    assert told["modules"] == []
    # The parent speaks to its own workers over unnamed pipes and sockets of this machine.
    assert all(place.startswith("/") or place in ("", "b''") for place in told["seen"]), told
