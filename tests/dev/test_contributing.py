"""The walks of CONTRIBUTING.md, done as they are written: each edit made, each output compared."""

import pytest

from ahq.core.checkout import HOME, Checkout
from dev import walks

WALKS = {
    part.strip().split("\n", 1)[0]: part
    for part in walks.sections((HOME / "CONTRIBUTING.md").read_text("utf-8"))
    if "```console" in part
}
MEND = "if the walk is right and the data or the version changed: make outputs"


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    if not (HOME / ".venv" / ".pipeline").exists():
        pytest.skip("there is no .venv; run `make test`")
    return walks.clone(Checkout(), tmp_path_factory.mktemp("walk") / "emn-ad-hoc-queries")


def test_the_walks_are_found():
    assert len(WALKS) == 5


@pytest.mark.parametrize("title", WALKS)
def test_a_walk_works_as_it_is_written(clone, title):
    try:
        done = walks.walked(WALKS[title], clone)
    except walks.Outdated as error:
        pytest.skip(f"{error}; write the walk with another example")
    assert done == WALKS[title], MEND


def test_an_edit_of_data_that_changed_is_told_as_that(clone):
    edit = "```diff\n--- a/data/package.yaml\n+++ b/data/package.yaml\n@@ -1 +1 @@\n-no such line\n+x\n```"
    with pytest.raises(walks.Outdated, match=r"data/package[.]yaml has other lines now"):
        walks.walked(edit, clone)


def test_an_edit_that_cannot_be_made_is_told(clone):
    with pytest.raises(ValueError, match="cannot be made"):
        walks.walked("```diff\n--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-no such line\n+x\n```", clone)
