"""What of a Word file is text: as Word shows it, with all changes accepted."""

from importing.word.word_files import lines, p, r, read, table, word_file

BREAK = "<w:r><w:br/></w:r>"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def test_runs_are_one_text_and_a_line_break_is_a_new_line():
    assert lines(p("Mi", "gra", "tion ", "in 2019", BREAK, "and after")) == ["Migration in 2019", "and after"]


def test_a_hyphen_that_does_not_break_stays_and_a_soft_one_is_counted():
    body = p("1", "<w:r><w:noBreakHyphen/></w:r>", "24 pro", "<w:r><w:softHyphen/></w:r>", "cedures")
    assert read(word_file(body)) == (["1-24 procedures"], {"soft hyphen": 1})


def test_a_raised_number_is_not_part_of_the_number_before_it():
    raised = '<w:vertAlign w:val="superscript"/>'
    assert lines(p("In 30", r("1", raised), " cases, the 18", r("th", raised))) == ["In 30¹ cases, the 18th"]


def test_tracked_changes_are_read_as_accepted():
    body = p(
        "It is ",
        '<w:del w:id="1"><w:r><w:delText>never </w:delText></w:r></w:del>',
        f'<w:ins w:id="2">{r("often ")}</w:ins>',
        f'<w:moveFrom w:id="3">{r("here")}</w:moveFrom>',
        "done",
        f'<w:moveTo w:id="4">{r(" here")}</w:moveTo>',
    )
    assert read(word_file(body)) == (
        ["It is often done here"],
        {'tracked deletion "never"': 1, 'tracked deletion "here"': 1},
    )


def test_a_paragraph_whose_end_was_deleted_goes_on_with_the_next():
    body = p("We do", properties="<w:rPr><w:del w:id='1'/></w:rPr>") + p("not.") + p("Next")
    assert lines(body) == ["We do not.", "Next"]


def test_a_deleted_row_is_left_out():
    body = "<w:tbl><w:tr><w:tc>" + p("stays") + "</w:tc><w:tc>" + p("too") + "</w:tc></w:tr>"
    body += (
        "<w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>"
        + p("goes")
        + "</w:tc><w:tc>"
        + p("away")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert read(word_file(body)) == (["| stays | too |", "|---|---|"], {'tracked deletion of a row "goes away"': 1})


def test_hidden_text_is_left_out_wherever_it_is_said():
    styles = (
        '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Below"><w:basedOn w:val="Secret"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Away"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = p("Seen.", r(" Not this.", "<w:vanish/>"), r(" Nor that.", '<w:rStyle w:val="Below"/>'))
    body += p("A note to us.", r("But this", '<w:vanish w:val="false"/>'), properties='<w:pStyle w:val="Away"/>')
    assert read(word_file(body, styles=styles)) == (
        ["Seen.", "But this"],
        {'hidden text "Not this."': 1, 'hidden text "Nor that."': 1, 'hidden text "A note to us."': 1},
    )


def test_the_result_of_a_field_is_text_and_its_code_is_not():
    code = '<w:r><w:instrText>HYPERLINK "file:///etc/passwd" 12</w:instrText></w:r>'
    body = p("See ", FIELD.format("begin"), code, FIELD.format("separate"), "the law", FIELD.format("end"), " of 2001")
    assert lines(body) == ["See the law of 2001"]


def test_a_link_is_read_in_its_place():
    assert lines(p("At ", f"<w:hyperlink>{r('https://example.org/a')}{r('-b')}</w:hyperlink>", " today")) == [
        "At https://example.org/a-b today"
    ]


def test_a_content_control_is_read_and_its_prompt_is_not():
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = control.format("", p("In a control")) + p("Also ", control.format("", r("within")), " a line")
    body += p("Name:", control.format("<w:showingPlcHdr/>", r(" Click here to enter text.")))
    assert read(word_file(body)) == (
        ["In a control", "Also within a line", "Name:"],
        {'prompt of an empty content control "Click here to enter text."': 1},
    )


def test_ticked_boxes_and_empty_ones_differ():
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
    body = p(
        box.format("<w:default w:val='1'/>"), FIELD.format("end"), " Yes ", box.format(""), FIELD.format("end"), " No"
    )
    body += p(symbol.format("F0FE"), " Yes ", symbol.format("F0A8"), " No")
    assert lines(body) == ["☒ Yes ☐ No", "☒ Yes ☐ No"]


def test_a_symbol_that_nobody_knows_is_counted_and_not_guessed():
    body = p(
        "Sun: ",
        '<w:r><w:sym w:font="Wingdings" w:char="F052"/></w:r>',
        '<w:r><w:sym w:font="Webdings" w:char="F021"/></w:r>',
    )
    found, left_out = read(word_file(body))
    assert left_out == {"symbol F021 of the font Webdings": 1}
    assert found == ["Sun: ☑"]


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{p('In the box')}</w:txbxContent>"
    shape = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(p("Before", shape, " and behind") + p("Below")) == ["Before and behind", "In the box", "Below"]


def test_pictures_comments_and_running_heads_are_counted():
    comments = '<w:comment w:id="1">' + p("Is this right?") + "</w:comment>"
    body = p("Text", "<w:r><w:drawing/></w:r>", '<w:r><w:commentReference w:id="1"/></w:r>')
    found = read(word_file(body, comments=comments, header1=p("EMN query 2014.5"), footer1=p("1 of 13")))
    assert found == (
        ["Text"],
        {
            "picture": 1,
            "comment": 1,
            'running head or foot "EMN query 2014.5"': 1,
            'running head or foot "1 of 13"': 1,
        },
    )


def test_a_bold_or_underlined_number_is_marked():
    body = (
        p(r("1", "<w:b/>"), r(". "), "Yes.")
        + p(r("Q2:", '<w:u w:val="single"/>'), " No.")
        + p(r("All of it", "<w:b/>"))
    )
    assert lines(body) == ["**1.** Yes.", "**Q2:** No.", "All of it"]


def test_signs_that_the_archive_cannot_hold_are_counted():
    assert read(word_file(table(("Austria", "a|b **c**")))) == (
        ["| Austria | a b c |", "|---|---|"],
        {"sign that the archive uses as mark-up (| ** <u>)": 3},
    )


def test_letters_of_any_script_are_read():
    assert lines(p("Ελλάδα: ναι. България: да. e\u0301tat")) == ["Ελλάδα: ναι. България: да. e\u0301tat"]
