import threading

from agent.batch.teams import Threads
from agent.batch.work import Result, Task, Work

TASKS = [Task(str(at), "?", (), "any") for at in range(6)]


def test_a_thread_has_its_next_cell_before_the_last_is_written_down() -> None:
    begun = {task.cell: threading.Event() for task in TASKS}

    def opened() -> Work:
        def work(task: Task) -> Result:
            begun[task.cell].set()
            return Result(task, "finished", {})

        return work

    results = Threads(1).run(TASKS, opened)
    first = next(results)
    assert begun["1"].wait(10), "nobody asked for the second result yet"
    assert [first, *results] == [Result(task, "finished", {}) for task in TASKS]


def test_no_more_cells_are_begun_than_there_are_threads() -> None:
    at_once, most, lock = [0], [0], threading.Lock()
    together = threading.Barrier(3, timeout=10)

    def opened() -> Work:
        def work(task: Task) -> Result:
            with lock:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
            together.wait()
            with lock:
                at_once[0] -= 1
            return Result(task, "finished", {})

        return work

    assert len(list(Threads(3).run(TASKS, opened))) == 6
    assert most[0] == 3
