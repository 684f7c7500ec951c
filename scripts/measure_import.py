"""Measure the import against the reviewed records and the test documents; dev.measure_import says what is measured."""

from ahq.core import commands
from dev.measure_import import main

if __name__ == "__main__":
    commands.run("measure-import", main)
