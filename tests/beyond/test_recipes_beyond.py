"""docs/recipes.md and docs/dictionary.md in the programs that they are for: the lines for R, the pivot table in LibreOffice."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
from xml.sax.saxutils import escape

import pytest
from test_recipes import MEND, PACKAGE, RECIPES, as_written, pivot_fields, pivot_recipe

from ahq.core.checkout import HOME, Checkout
from ahq.publishing.documents import dictionary
from dev.examples import as_table, can_run, make_release, run_r

# Every cell is shown as the bytes of its UTF-8, so that nothing of R's own printing is trusted.
SHOW_EVERY_CELL = """
for (name in names(tables)) for (column in names(tables[[name]])) {
  cat("\\n", name, column)
  for (cell in tables[[name]][[column]]) cat("", paste(charToRaw(enc2utf8(if (is.na(cell)) "" else cell)), collapse = ""), sep = ";")
}
"""

# What a person does with the mouse in the steps of the recipe; the last six texts are what the steps name.
PIVOT = """
Sub Main(book, shown, filtered, wanted, across, begins, down, counted)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(ConvertToURL(book), "_blank", 0, hidden())
  document.Sheets.insertNewByName("pivot", document.Sheets.Count)
  target = document.Sheets.getByName("pivot")
  pivot = target.DataPilotTables.createDataPilotDescriptor()
  pivot.setSourceRange(UsedOf(document.Sheets.getByName("codings")).RangeAddress)
  pivot.RowGrand = True
  pivot.ColumnGrand = False
  pivot.ShowFilterButton = False
  fields = pivot.DataPilotFields
  fields.getByName(filtered).Orientation = com.sun.star.sheet.DataPilotFieldOrientation.PAGE
  HideOthers(fields.getByName(filtered), wanted, Len(wanted) + 1)
  fields.getByName(across).Orientation = com.sun.star.sheet.DataPilotFieldOrientation.COLUMN
  HideOthers(fields.getByName(across), begins, Len(begins))
  fields.getByName(down).Orientation = com.sun.star.sheet.DataPilotFieldOrientation.ROW
  fields.getByName(counted).Orientation = com.sun.star.sheet.DataPilotFieldOrientation.DATA
  fields.getByName(counted).Function = com.sun.star.sheet.GeneralFunction.COUNT
  target.DataPilotTables.insertNewByName("support", target.getCellByPosition(0, 0).CellAddress, pivot)
  WriteDown(target, shown)
  document.close(True)
End Sub

Function UsedOf(sheet)
  cursor = sheet.createCursor()
  cursor.gotoEndOfUsedArea(False)
  UsedOf = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
End Function

Sub HideOthers(field, name, characters)
  For place = 0 To field.Items.Count - 1
    item = field.Items.getByIndex(place)
    If Left(item.Name, characters) <> name Then item.IsHidden = True
  Next
End Sub

Sub WriteDown(sheet, path)
  used = UsedOf(sheet).RangeAddress
  number = FreeFile
  Open path For Output As #number
  For row = 0 To used.EndRow
    text = ""
    For column = 0 To used.EndColumn
      text = text & sheet.getCellByPosition(column, row).String & Chr(9)
    Next
    Print #number, text
  Next
  Close #number
End Sub
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{}
</script:module>
"""
needs_r = pytest.mark.skipif(not shutil.which("Rscript"), reason="Rscript is not installed; run `make test-all`")
needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed; run `make test-all`"
)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return make_release(Checkout(), tmp_path_factory.mktemp("release"))


@needs_r
@pytest.mark.parametrize("place", ["release", "repository"])
def test_the_recipes_in_r_give_what_is_printed(place, release):
    found = [recipe for recipe in RECIPES if recipe.language == "r"]
    assert found
    for recipe in found:
        if not can_run(recipe) or (recipe.needs_release and place == "repository"):
            continue
        assert run_r(recipe.code, release if place == "release" else HOME) == recipe.printed, MEND


LOADS_IN_R = [recipe for recipe in RECIPES if recipe.heading == "R"]


@needs_r
@pytest.mark.parametrize("load", LOADS_IN_R, ids=["base", "data.table", "readr"])
def test_the_load_in_r_loses_nothing(load, release):
    if not can_run(load):
        pytest.skip(f"{load.packages[0]} is not installed; run `make test-all`")
    shown = run_r(load.code + SHOW_EVERY_CELL, release).removeprefix(load.printed)
    expected = [
        f"{name} {column}" + "".join(f";{cell.encode().hex()}" for cell in cells)
        for name in sorted(PACKAGE.tables, key=lambda name: f"{name}.csv")
        for column, cells in as_written(name).items()
    ]
    assert [line.strip() for line in shown.strip().splitlines()] == expected


@needs_r
def test_the_line_of_the_dictionary_for_r_cuts_every_quote_out(release):
    cut = re.search(r"^\| R \| `(.+)` \|$", dictionary.render(PACKAGE), re.MULTILINE).group(1)
    load = next(recipe for recipe in RECIPES if recipe.language == "r")
    code = f"""
    quotes <- merge(tables$evidence, tables$answers, by = c("query_id", "country_code", "item"))
    cuts <- with(transform(quotes, char_start = as.integer(char_start), char_end = as.integer(char_end)), {cut})
    cat(sum(cuts == quotes$quote))
    """
    shown = run_r(load.code + code, release).removeprefix(load.printed)
    assert int(shown) == PACKAGE.tables["evidence"].about["rows"]


def run_office(folder, argument):
    """Run LibreOffice to its end; a mistake in a macro waits for a button that nobody can press, so end it then."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", argument]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as office:
        try:
            errors = office.communicate(timeout=60)[1]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(office.pid, signal.SIGKILL)
    assert office.returncode == 0, errors


@needs_office
def test_the_steps_for_a_pivot_table_give_what_is_printed_in_libreoffice(release, tmp_path):
    run_office(tmp_path, "--terminate_after_init")  # makes the profile that the macro is put into
    module = tmp_path / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(MODULE.format(escape(PIVOT)), "utf-8")
    fields = pivot_fields()
    texts = (
        release / "formats" / "xlsx" / "emn-ahq.xlsx", tmp_path / "pivot.txt", *fields["filter"], *fields["columns"],
        fields["rows"], fields["values"],
    )  # fmt: skip
    call = ",".join(f'"{text}"' for text in texts)
    run_office(tmp_path, f"macro:///Standard.Module1.Main({call})")
    lines = [line.split("\t")[:-1] for line in (tmp_path / "pivot.txt").read_text("utf-8").splitlines()]
    start = next(place for place, line in enumerate(lines) if line[0] == fields["rows"])
    head, *rows, total = lines[start:]
    assert total[0] == "Total Result"
    table = [[cell or 0 for cell in row] for row in (*rows, ["Grand Total", *total[1:]])]
    assert as_table(head, table) == pivot_recipe().printed
