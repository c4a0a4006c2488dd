import os
import subprocess
import sys
from pathlib import Path

import pytest

from store.locks import Held, hold


def test_a_lock_is_held_once_and_says_by_whom(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with hold(lock, wait=False):
        with pytest.raises(Held) as held, hold(lock, wait=False):
            pass
        assert held.value.holder == str(os.getpid())


def test_a_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with hold(tmp_path / "a.lock", wait=False):
            pass


def test_the_death_of_its_holder_frees_a_lock(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    script = (
        "import os, sys; from pathlib import Path; from store.locks import hold\n"
        "with hold(Path(sys.argv[1]), wait=False): os._exit(9)"
    )
    path = os.pathsep.join(filter(None, sys.path))
    died = subprocess.run(
        [sys.executable, "-c", script, lock], check=False, env={**os.environ, "PYTHONPATH": path}
    )
    assert died.returncode == 9
    with hold(lock, wait=False):
        pass
