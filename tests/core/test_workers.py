"""Worker processes: the same results in the same order, however many there are and however they start."""

import os
import sys

import pytest

from ahq.core import workers
from ahq.core.errors import CannotRun


def squares(offset):
    return lambda number: number * number + offset


class Power:
    """A worker that can be made anew in a process that was not forked."""

    def __init__(self, exponent):
        self.exponent = exponent

    def __call__(self, number):
        if number == 13:
            raise KeyError("thirteen")
        if number == 14:
            os._exit(9)
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


@pytest.mark.usefixtures("without_fork")
def test_processes_that_are_not_forked_give_the_same():
    assert list(workers.work(pow_factory, (3,), range(5), 2)) == [0, 1, 8, 27, 64]
    assert workers.processors() >= 1


def pow_factory(exponent):
    return Power(exponent)


def test_macos_and_windows_do_not_fork(monkeypatch):
    started = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("multiprocessing.get_context", lambda method: started.append(method) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(workers.work(pow_factory, (2,), [1, 2], 2))
    assert started == ["spawn"]


def test_what_a_worker_raises_arrives():
    with pytest.raises(KeyError, match="thirteen"):
        list(workers.work(pow_factory, (2,), [1, 13, 2], 2))


def test_a_worker_that_the_system_ends_is_told():
    with pytest.raises(CannotRun, match="the system ended a worker process"):
        list(workers.work(pow_factory, (2,), [1, 14], 2))
