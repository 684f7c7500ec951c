"""Numbers that Word computes, footnotes, and tables: in order, once, and in the form of the archive."""

from importing.word.word_files import lines, numbered, p, read, table, word_file

LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
ABSTRACT = '<w:abstractNum w:abstractNumId="{}">{}</w:abstractNum>'
LIST = '<w:num w:numId="{}"><w:abstractNumId w:val="{}"/>{}</w:num>'
THREE = (
    LEVEL.format(0, 1, "decimal", "%1.")
    + LEVEL.format(1, 1, "lowerLetter", "%2)")
    + LEVEL.format(2, 1, "lowerRoman", "%3.")
)
AUTOMATIC = "automatic number, which is not in the text of the file; written as Word shows it"


def in_lists(body, numbering, **parts):
    found, left_out = read(word_file(body, numbering=numbering, **parts))
    assert set(left_out) <= {AUTOMATIC}
    return found, left_out.get(AUTOMATIC, 0)


def test_three_levels_count_and_begin_anew_below_the_next():
    body = "".join(p("q", properties=numbered(depth)) for depth in (0, 1, 2, 2, 1, 0, 1))
    assert in_lists(body, ABSTRACT.format(0, THREE) + LIST.format(1, 0, "")) == (
        ["- 1. q", "- a) q", "- i. q", "- ii. q", "- b) q", "- 2. q", "- a) q"],
        7,
    )


def test_a_number_of_several_levels_and_its_legal_form():
    levels = LEVEL.format(0, 1, "upperRoman", "%1.") + LEVEL.format(1, 1, "decimal", "%1.%2")
    legal = levels.replace('<w:lvlText w:val="%1.%2"/>', '<w:isLgl/><w:lvlText w:val="%1.%2"/>')
    body = p("h", properties=numbered(0)) + p("q", properties=numbered(1)) + p("q", properties=numbered(1))
    assert in_lists(body, ABSTRACT.format(0, levels) + LIST.format(1, 0, ""))[0] == ["- I. h", "- I.1 q", "- I.2 q"]
    assert in_lists(body, ABSTRACT.format(0, legal) + LIST.format(1, 0, ""))[0] == ["- I. h", "- 1.1 q", "- 1.2 q"]


def test_two_lists_of_one_definition_count_together_but_where_one_says_to_start_anew():
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = ABSTRACT.format(0, THREE) + LIST.format(1, 0, "") + LIST.format(2, 0, "") + LIST.format(3, 0, anew)
    body = "".join(p("q", properties=numbered(0, number)) for number in (1, 2, 3, 3, 1))
    assert in_lists(body, numbering)[0] == ["- 1. q", "- 2. q", "- 5. q", "- 6. q", "- 7. q"]


def test_a_style_puts_a_paragraph_into_a_list_and_a_paragraph_takes_itself_out():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Q"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = p("one", properties='<w:pStyle w:val="Q"/>')
    body += p("none", properties='<w:pStyle w:val="Q"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    body += p("two", properties='<w:pStyle w:val="Q"/>')
    assert in_lists(body, ABSTRACT.format(0, THREE) + LIST.format(1, 0, ""), styles=styles)[0] == [
        "- 1. one",
        "none",
        "- 2. two",
    ]


def test_letters_go_on_after_z_and_bullets_do_not_count():
    levels = LEVEL.format(0, 26, "lowerLetter", "(%1)") + LEVEL.format(1, 1, "bullet", "\uf0b7")
    body = p("q", properties=numbered(0)) + p("b", properties=numbered(1)) + p("q", properties=numbered(0))
    assert in_lists(body, ABSTRACT.format(0, levels) + LIST.format(1, 0, "")) == (["- (z) q", "- b", "- (aa) q"], 2)


def test_numbers_in_a_cell_stand_in_the_cell():
    cell = p("Yes", properties=numbered()) + p("No", properties=numbered())
    numbering = ABSTRACT.format(0, THREE) + LIST.format(1, 0, "")
    assert in_lists(table(("Austria", "Yes", cell)), numbering)[0] == ["| Austria | Yes | 1. Yes |", "| | | 2. No |"]


NOTE = '<w:footnote w:id="{}">{}</w:footnote>'
CALL = '<w:r><w:footnoteReference w:id="{}"/></w:r>'


def test_a_footnote_is_marked_and_follows_its_paragraph():
    notes = NOTE.format(-1, p("")) + NOTE.format(7, p("Law 30 of 2001.")) + NOTE.format(8, p("See above."))
    body = p("In 30", CALL.format(7), " cases", CALL.format(8), ".") + p("More")
    assert in_lists(body, "", footnotes=notes) == (
        ["In 30¹ cases².", "¹ Law 30 of 2001.", "² See above.", "More"],
        4,  # each mark is written where it is called and before the note
    )


def test_a_footnote_of_a_cell_stays_within_the_response():
    notes = NOTE.format(2, p("Law 30."))
    body = table(("Austria", "Yes", p("Yes", CALL.format(2)) + p("No")), ("Belgium", "No", ""))
    assert in_lists(body, "", footnotes=notes)[0] == [
        "| Austria | Yes | Yes¹ |",
        "| | | No |",
        "| | | ¹ Law 30. |",
        "| Belgium | No |  |",
    ]


def test_the_head_of_a_table_has_its_rule_and_a_long_answer_a_row_for_each_paragraph():
    body = table(
        ("Country", "Wider Dissemination", "Response"), (p("EMN NCP") + p("Austria"), "Yes", p("One") + p("Two"))
    )
    assert lines(body) == [
        "| Country | Wider Dissemination | Response |",
        "|---|---|---|",
        "| EMN NCP Austria | Yes | One |",
        "| | | Two |",
    ]


def test_a_table_within_an_answer_is_read_row_by_row_in_its_place():
    inner = table(("Year", "Cases"), ("2014", "30"))
    assert lines(table(("Austria", "Yes", p("Before") + inner + p("After")))) == [
        "| Austria | Yes | Before |",
        "| | | Year Cases |",
        "| | | 2014 30 |",
        "| | | After |",
    ]


def test_a_merged_cell_has_its_text_once():
    start, rest = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    body = table((start + p("Austria"), start + p("Yes"), "One"), (rest + p(""), rest + p(""), "Two"))
    assert lines(body) == ["| Austria | Yes | One |", "|---|---|---|", "|  |  | Two |"]


def test_rows_and_cells_within_content_controls_are_there():
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = "<w:tr>" + control.format("<w:tc>" + p("Austria") + "</w:tc>") + "<w:tc>" + p("Yes") + "</w:tc></w:tr>"
    assert lines(f"<w:tbl>{control.format(row)}</w:tbl>") == ["| Austria | Yes |", "|---|---|"]


def test_a_table_of_one_column_is_a_frame():
    assert lines(table((p("EMN Ad-Hoc Query on") + p("Returns"),))) == ["EMN Ad-Hoc Query on", "Returns"]
