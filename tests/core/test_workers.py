"""Worker processes: the same results in the same order, however many there are and however they start."""

import gc
import multiprocessing
import os
import subprocess
import sys
import time
from functools import partial

import pytest

from ahq.core import workers
from ahq.core.checkout import HOME
from ahq.core.errors import CannotRun
from ahq.core.files import Unusable


def squares(offset):
    return lambda number: number * number + offset


class Power:
    """A worker that can be made anew in a process that was not forked."""

    def __init__(self, exponent):
        if exponent is None:
            raise CannotRun("no exponent")
        self.exponent = exponent

    def __call__(self, number):
        if number == 13:
            raise KeyError("thirteen")
        if number == 14:
            os._exit(9)
        if number == 15:
            raise Unusable("a.csv", "this is a folder, not a file")
        if number == 16:
            time.sleep(60)
        return number**self.exponent


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(jobs):
    assert list(workers.work(squares, (1,), range(5), jobs)) == [1, 2, 5, 10, 17]


def test_nothing_to_do_starts_nothing():
    assert list(workers.work(squares, (1,), [], 4)) == []


@pytest.fixture
def without_fork(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])


@pytest.fixture(params=["fork", "spawn"])
def started(request, monkeypatch):
    """Workers that are forked, as on Linux, and workers that are not."""
    if request.param == "fork" and "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("this system does not fork")
    monkeypatch.setattr(workers, "_can_fork", lambda: request.param == "fork")
    return request.param


@pytest.mark.usefixtures("without_fork")
def test_processes_that_are_not_forked_give_the_same():
    assert list(workers.work(Power, (3,), range(5), 2)) == [0, 1, 8, 27, 64]
    assert workers.processors() >= 1


def test_macos_and_windows_do_not_fork(monkeypatch):
    started = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("multiprocessing.get_context", lambda method: started.append(method) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(workers.work(Power, (2,), [1, 2], 2))
    assert started == ["spawn"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells its threads, and forks")
def test_a_process_with_a_second_thread_is_not_forked():
    code = (
        "import threading; from ahq.core import workers; print(workers._can_fork()); stop = threading.Event();"
        "threading.Thread(target=stop.wait).start(); print(workers._can_fork()); stop.set()"
    )
    path = os.pathsep.join(filter(None, (str(HOME / "scripts"), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == [str("fork" in multiprocessing.get_all_start_methods()), "False"]


@pytest.mark.usefixtures("started")
def test_what_a_worker_raises_arrives():
    with pytest.raises(KeyError, match="thirteen"):
        list(workers.work(Power, (2,), [1, 13, 2], 2))


@pytest.mark.usefixtures("started")
def test_an_error_that_pickle_cannot_carry_arrives_in_its_words():
    with pytest.raises(CannotRun, match=r"^a\.csv: this is a folder, not a file$"):
        list(workers.work(Power, (2,), [1, 15, 2], 2))


@pytest.mark.usefixtures("started")
def test_what_keeps_a_worker_from_being_made_arrives(capfd):
    with pytest.raises(CannotRun, match="no exponent"):
        list(workers.work(Power, (None,), [1, 2], 2))
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("started")
def test_a_worker_that_the_system_ends_is_told():
    with pytest.raises(CannotRun, match="the system ended a worker process"):
        list(workers.work(Power, (2,), [1, 14], 2))


@pytest.mark.usefixtures("started")
def test_whoever_stops_listening_ends_every_worker():
    results = workers.work(Power, (2,), [1, *[16] * 40], 2)
    assert next(results) == 1
    results.close()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_that_run_side_by_side_are_told_by_name(jobs):
    assert dict(workers.run({"a": partial(pow, 2, 3), "b": partial(pow, 3, 2)}, jobs)) == {"a": 8, "b": 9}


def test_a_process_of_its_own_frees_what_it_has_when_it_ends():
    frozen = dict(workers.run({"one": gc.get_freeze_count, "two": gc.get_freeze_count}, 2))
    assert frozen == {"one": 0, "two": 0}  # what is frozen is never freed, and some libraries tell of leaks then


def test_what_a_task_raises_arrives():
    with pytest.raises(ValueError, match="pow"):
        list(workers.run({"a": partial(pow, 2, 3, 0)}, 2))
