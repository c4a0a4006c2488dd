import subprocess
import sys

import pytest

WAVES = """
import ctypes, platform, threading
from store.heaps import few_heaps

if {few}:
    few_heaps()
libc = ctypes.CDLL(None)
for wave in range({waves}):
    together = threading.Barrier(24)
    def work():
        together.wait()
        held = [bytes(2_000 + each) for each in range(500)]
        together.wait()
    threads = [threading.Thread(target=work) for _ in range(24)]
    [each.start() for each in threads]
    [each.join() for each in threads]
libc.fopen.restype = ctypes.c_void_p
said = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, ctypes.c_void_p(said))
libc.fclose(ctypes.c_void_p(said))
"""


def heaps_after(waves: int, *, few: bool) -> int:
    """How many heaps a process has after so many waves of threads that allocate."""
    program = WAVES.format(few=few, waves=waves)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.count("<heap nr=")


@pytest.mark.parametrize("waves", [1, 30])
def test_however_many_threads_have_come_and_gone_there_are_two_heaps(waves: int) -> None:
    assert heaps_after(waves, few=True) == 2


def test_without_it_threads_have_heaps_of_their_own() -> None:
    assert heaps_after(1, few=False) > 2
