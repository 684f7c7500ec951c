"""For each table, what is written in a checkout and the rows that it gives, letter for letter."""

from ahq.core.table_schemas import columns, schema

HASH = "0123456789abcdef" * 4

MISSING = """\
    code,definition,needs_quote,in_records
    not-mentioned,The answer does not speak of it.,false,true
    not-disseminated,There is no text.,false,false
"""
CODEBOOK = """
    variables:
    - id: way
      items: ["2", "1"]
      type: code
      label: Way of return
      rule: The way that is named first.
      codes: {air: By air, sea: By sea}
    - id: means
      items: ["1"]
      type: codes
      label: Means of return
      codes: {escort: With an escort, alone: Without one}
    - {id: share, items: ["1"], type: percent, label: Share of returns}
"""


def test_queries(tables_of):
    query = f"""
        title: Returns, and "how"
        requested_by: Ireland
        request_date: "2020-02-29"
        policy_area: Return
        respondents_total: 27
        background: [{{text: Why we ask.}}, {{marker: "1.", text: First aim.}}]
        disclaimer: No official policy.
        source: {{path: data/sources/2020-returns.md, sha256: {HASH}, responses_first_line: 9, origin: Made for a test.}}
    """
    assert tables_of(query)["queries"] == (
        "query_id,title,requested_by,request_date,reply_date,compilation_date,request_printed,policy_area,respondents_printed,"
        "responses_listed,responses_total,responses_in_table,respondents_note,coding_passes,coders,adjudicated,coding_note,notes,"
        "other_parts,other_editions,keywords,eurovoc,background,disclaimer,source_path,source_sha256\n"
        '2020-returns,"Returns, and ""how""",Ireland,2020-02-29,,,Requested by Ireland on 29th February 2020,Return,Responses from Austria (27 in total),1,27,1,,0,,,Not coded: the answers alone are published.,,,,,,"Why we ask.\n1. First aim.",'
        f"No official policy.,data/sources/2020-returns.md,{HASH}\n"
    )


def test_questions(tables_of):
    query = """
        questions:
        - {item: "2", kind: question, text: "Which? For instance:", closing: Say why.}
        - {item: "2a", parent: "2", kind: option, text: by air;}
        - {item: "1", kind: question, text: Why?}
        - {item: "1a", parent: "1", kind: part, text: "And where, exactly?"}
    """
    assert tables_of(query)["questions"] == (
        "query_id,item,parent_item,position,kind,text\n"
        "2020-returns,1,,3,question,Why?\n"
        '2020-returns,1a,1,4,part,"And where, exactly?"\n'
        '2020-returns,2,,1,question,"Which? For instance:\nSay why."\n'
        "2020-returns,2a,2,2,option,by air;\n"
    )


def test_responses(tables_of):
    austria = """
        respondent: {label: Austria and two words, country: AT, attribution: printed}
        source_lines: {first: 9, last: 14}
        differences: [{kind: joined-words, source: teh, record: the, reason: A slip of the conversion.}]
        answers:
        - {item: "1", status: answered, text: One two.}
        - {item: "1", status: answered, text: Three.}
        - {item: "1a", status: placeholder, text: N/A}
        - {item: "1b", status: not-answered, note: The page is lost.}
    """
    belgium = """
        respondent: {label: "***", country: BE, attribution: inferred, basis: "By its place, between Austria and Cyprus."}
        wider_dissemination: false
        source_lines: {first: 15, last: 15}
    """
    assert tables_of(BE=belgium, AT=austria)["responses"] == (
        "query_id,country_code,printed_label,country_attribution,attribution_basis,wider_dissemination,"
        "printed_instead,answers_count,words_count,differences_count,review_status,source_line_start,source_line_end\n"
        "2020-returns,AT,Austria and two words,printed,,true,,2,4,1,reviewed,9,14\n"
        '2020-returns,BE,***,inferred,"By its place, between Austria and Cyprus.",false,,0,0,0,reviewed,15,15\n'
    )


def test_variables(tables_of):
    codebook = """
        variables:
        - id: way
          items: ["2", "1"]
          type: code
          label: Way of return
          rule: The way that is named first.
          codes: {air: By air, sea: By sea}
        - id: means
          items: ["1"]
          type: codes
          label: Means of return
          codes: {escort: With an escort, alone: Without one}
          filter: {variable: way, code: air, holds: always}
        - id: share
          items: ["1"]
          type: percent
          label: Share of returns
          rule: Rounded.
          filter: {variable: way, code: sea, holds: without-value}
    """
    assert tables_of(codebook=codebook)["variables"] == (
        "query_id,variable_id,position,items,type,label,rule\n"
        "2020-returns,means,2,1,codes,Means of return,Inapplicable where way is air.\n"
        '2020-returns,share,3,1,percent,Share of returns,"Rounded. A value of its own goes first. Without one: '
        "inapplicable where way is sea, otherwise the missing code of way, or not-mentioned where that has another "
        'value."\n'
        "2020-returns,way,1,2;1,code,Way of return,The way that is named first.\n"
    )


def test_codes(tables_of):
    assert tables_of(codebook=CODEBOOK, lists={"missing_codes": MISSING})["codes"] == (
        "query_id,variable_id,code,position,label,is_missing\n"
        "2020-returns,means,alone,2,Without one,false\n"
        "2020-returns,means,escort,1,With an escort,false\n"
        "2020-returns,means,not-disseminated,4,There is no text.,true\n"
        "2020-returns,means,not-mentioned,3,The answer does not speak of it.,true\n"
        "2020-returns,share,not-disseminated,3,There is no text.,true\n"
        "2020-returns,share,not-mentioned,2,The answer does not speak of it.,true\n"
        '2020-returns,share,percent,1,"A number from 0 to 100, in value_number.",false\n'
        "2020-returns,way,air,1,By air,false\n"
        "2020-returns,way,not-disseminated,4,There is no text.,true\n"
        "2020-returns,way,not-mentioned,3,The answer does not speak of it.,true\n"
        "2020-returns,way,sea,2,By sea,false\n"
    )


def test_codes_of_a_shared_list_and_of_the_platforms(tables_of):
    codebook = """
        code_lists: {extent: {low: Rarely, high: Often}}
        variables:
        - {id: how_often, items: ["1"], type: code, label: How often, codes: extent}
        - {id: where, items: ["1"], type: codes, label: Where, codes: platforms}
    """
    entities = """\
        entity_id,name,kind,aliases
        police,Police,authority,
        viber,Viber,messaging,
    """
    assert tables_of(codebook=codebook, lists={"entities": entities})["codes"] == (
        "query_id,variable_id,code,position,label,is_missing\n"
        "2020-returns,how_often,high,2,Often,false\n"
        "2020-returns,how_often,low,1,Rarely,false\n"
        "2020-returns,where,viber,1,Viber,false\n"
    )


AUSTRIA = """
    answers:
    - {item: "1", status: answered, text: "By air, with an escort or alone; 12.5 %."}
    codings:
    - variable: way
      value: air
      note: Named once, at the beginning.
      evidence: [{item: "1", quote: By air}]
    - variable: means
      values: [escort, alone]
      evidence:
      - {code: escort, item: "1", quote: with an escort}
      - {code: alone, item: "1", quote: alone}
    - variable: share
      number: 12.5
      evidence: [{item: "1", quote: 12.5 %}]
"""
CYPRUS = """
    codings:
    - {variable: way, missing: not-mentioned}
    - {variable: means, missing: not-mentioned}
    - {variable: share, missing: not-mentioned}
"""
COUNTRIES = {"AT": AUSTRIA, "BE": "wider_dissemination: false", "CY": CYPRUS}


def test_codings(tables_of):
    assert tables_of(codebook=CODEBOOK, **COUNTRIES)["codings"] == (
        "query_id,country_code,variable_id,code,value_number,note\n"
        "2020-returns,AT,means,alone,,\n"
        "2020-returns,AT,means,escort,,\n"
        "2020-returns,AT,share,percent,12.5,\n"
        '2020-returns,AT,way,air,,"Named once, at the beginning."\n'
        "2020-returns,BE,means,not-disseminated,,\n"
        "2020-returns,BE,share,not-disseminated,,\n"
        "2020-returns,BE,way,not-disseminated,,\n"
        "2020-returns,CY,means,not-mentioned,,\n"
        "2020-returns,CY,share,not-mentioned,,\n"
        "2020-returns,CY,way,not-mentioned,,\n"
    )


def test_a_share_of_zero_is_a_share(tables_of):
    tables = tables_of(codebook=CODEBOOK, AT="codings: [{variable: share, number: 0}]")
    assert tables["codings"].split("\n")[1:] == ["2020-returns,AT,share,percent,0,", ""]


def test_evidence(tables_of):
    assert tables_of(codebook=CODEBOOK, **COUNTRIES)["evidence"] == (
        "query_id,country_code,variable_id,evidence_number,code,item,quote,char_start,char_end\n"
        "2020-returns,AT,means,1,escort,1,with an escort,8,22\n"
        "2020-returns,AT,means,2,alone,1,alone,26,31\n"
        "2020-returns,AT,share,1,percent,1,12.5 %,33,39\n"
        "2020-returns,AT,way,1,air,1,By air,0,6\n"
    )


def test_places_count_code_points_in_all_segments_of_an_item(tables_of):
    # 🛂 lies beyond the Basic Multilingual Plane and counts one; "e" with a combining accent counts two.
    record = """
        answers:
        - {item: "1", status: answered, text: "🛂 Cafe\u0301."}
        - {item: "1", status: answered, text: By air.}
        codings:
        - variable: way
          value: air
          evidence: [{item: "1", quote: "Cafe\u0301"}, {item: "1", quote: By air}]
    """
    assert tables_of(codebook=CODEBOOK, AT=record)["evidence"].split("\n")[1:] == [
        "2020-returns,AT,way,1,air,1,Cafe\u0301,2,7",
        "2020-returns,AT,way,2,air,1,By air,9,15",
        "",
    ]


def test_evidence_of_a_missing_code(tables_of):
    record = """
        answers:
        - {item: "1", status: answered, text: No data.}
        codings:
        - {variable: way, missing: not-mentioned, evidence: [{item: "1", quote: No data}]}
    """
    assert tables_of(codebook=CODEBOOK, AT=record)["evidence"].split("\n")[1:] == [
        "2020-returns,AT,way,1,not-mentioned,1,No data,0,7",
        "",
    ]


ENTITIES = """\
    entity_id,name,kind,aliases
    viber,Viber,messaging,
    facebook,Facebook,social-network,FB;F.B.
    facebook-messenger,Facebook Messenger,messaging,FB Messenger
"""


def test_entities(tables_of):
    assert tables_of(lists={"entities": ENTITIES})["entities"] == (
        "entity_id,name,kind,aliases\n"
        "facebook,Facebook,social-network,FB;F.B.\n"
        "facebook-messenger,Facebook Messenger,messaging,FB Messenger\n"
        "viber,Viber,messaging,\n"
    )


def test_mentions(tables_of):
    record = """
        answers:
        - {item: "1", status: answered, text: "🛂 Viber, FB Messenger and FB."}
        - {item: "1", status: answered, text: "Not https://www.FB.example, but Viber"}
    """
    assert tables_of(AT=record, BE="wider_dissemination: false", lists={"entities": ENTITIES})["mentions"] == (
        "query_id,country_code,item,char_start,char_end,entity_id,surface\n"
        "2020-returns,AT,1,2,7,viber,Viber\n"
        "2020-returns,AT,1,9,21,facebook-messenger,FB Messenger\n"
        "2020-returns,AT,1,26,28,facebook,FB\n"
        "2020-returns,AT,1,62,67,viber,Viber\n"
    )


def test_differences(tables_of):
    record = """
        differences:
        - {kind: litter, source: "•", record: "", reason: Litter of the conversion.}
        - {kind: joined-words, source: law7., record: law 7., reason: No space is printed.}
    """
    assert tables_of(AT=record, BE="wider_dissemination: false")["differences"] == (
        "query_id,country_code,position,kind,source,record,reason\n"
        "2020-returns,AT,1,litter,•,,Litter of the conversion.\n"
        "2020-returns,AT,2,joined-words,law7.,law 7.,No space is printed.\n"
    )


def test_passages_that_repeat_the_question(tables_of):
    # The places are those of the joined text of the item; 🛂 counts one.
    record = """
        answers:
        - item: "1"
          status: answered
          text: "🛂 Why? By air. Why? By sea."
          question_text: [{item: "1", quote: Why?}, {item: "1a", quote: Why?, occurrence: 2}]
        - {item: "1a", status: answered, text: "Why? No."}
        - {item: "1", status: answered, text: "And why?", question_text: [{item: "1", quote: why?}]}
    """
    assert tables_of(AT=record)["question_spans"] == (
        "query_id,country_code,item,char_start,char_end,question_item\n"
        "2020-returns,AT,1,2,6,1\n"
        "2020-returns,AT,1,15,19,1a\n"
        "2020-returns,AT,1,32,36,1\n"
    )


def test_alternatives(tables_of):
    record = """
        codings:
        - variable: way
          value: air
          alternatives:
          - {value: sea, reason: The ferry is named as well.}
          - {missing: not-mentioned, reason: "It may be of another year, or of none."}
        - variable: means
          values: [escort]
          alternatives: [{values: [escort, alone], reason: Some of them went alone.}]
        - {variable: share, number: 12.5, alternatives: [{number: 12, reason: The note says twelve of them.}]}
    """
    assert tables_of(codebook=CODEBOOK, AT=record)["alternatives"] == (
        "query_id,country_code,variable_id,alternative_number,code,value_number,reason\n"
        "2020-returns,AT,means,1,alone,,Some of them went alone.\n"
        "2020-returns,AT,means,1,escort,,Some of them went alone.\n"
        "2020-returns,AT,share,1,percent,12,The note says twelve of them.\n"
        "2020-returns,AT,way,1,sea,,The ferry is named as well.\n"
        '2020-returns,AT,way,2,not-mentioned,,"It may be of another year, or of none."\n'
    )


def test_corrections(tables_of):
    corrections = """\
        country,variable,old,new,date,reason
        BE,way,air,sea,2026-12-01,"The ferry was overlooked, twice."
        AT,means,escort;alone,alone,2026-12-02,Nobody says with whom.
    """
    assert tables_of(codebook=CODEBOOK, corrections=corrections)["corrections"] == (
        "query_id,country_code,variable_id,date,old,new,reason\n"
        "2020-returns,AT,means,2026-12-02,alone;escort,alone,Nobody says with whom.\n"
        '2020-returns,BE,way,2026-12-01,air,sea,"The ferry was overlooked, twice."\n'
    )


def test_a_table_without_a_row_has_its_header(tables_of):
    for name, text in tables_of(AT="wider_dissemination: false").items():
        assert text.startswith(",".join(columns(schema(name))) + "\n")


def test_links(tables_of):
    record = """
        answers:
        - {item: "1", status: answered, text: "🛂 (https://a.example/b?c=d), and:"}
        - {item: "1", status: answered, text: "www.b.example."}
    """
    assert tables_of(AT=record)["links"] == (
        "query_id,country_code,item,char_start,url\n"
        "2020-returns,AT,1,3,https://a.example/b?c=d\n"
        "2020-returns,AT,1,34,www.b.example\n"
    )


def test_countries(tables_of):
    # Columns that the table does not have stay behind; rows are sorted, and cells are as they were written.
    countries = """\
        country_code,alpha3,eu_code,name,eu_member_from,eu_member_to,emn_role,emn_from,eu_source,emn_source
        GR,GRC,EL,Greece,1981-01-01,,member,2008-05-14,Treaty of Accession,Council Decision
        AT,AUT,AT,"Austria, Republic of",1995-01-01,,member,2008-05-14,,
    """
    assert tables_of(lists={"countries": countries})["countries"] == (
        "country_code,alpha3,eu_code,name,eu_member_from,eu_member_to,emn_role,emn_from\n"
        'AT,AUT,AT,"Austria, Republic of",1995-01-01,,member,2008-05-14\n'
        "GR,GRC,EL,Greece,1981-01-01,,member,2008-05-14\n"
    )


def test_retired(tables_of):
    retired = """\
        table,key,reason,replaced_by,version
        entities,vk,Named anew.,vkontakte,1.1.0
        codes,2020-returns;way;land,Never met.,,1.1.0
    """
    assert tables_of(lists={"retired": retired})["retired"] == (
        "table,key,reason,replaced_by,version\n"
        "codes,2020-returns;way;land,Never met.,,1.1.0\n"
        "entities,vk,Named anew.,vkontakte,1.1.0\n"
    )


def test_reliability(tables_of):
    # Two coders of four responses: agreement, alpha and interval as derived in test_reliability.py.
    one = "country,variable,code,number\nAT,way,air,\nBE,way,air,\nCY,way,sea,\nDK,way,sea,\n"
    two = "country,variable,code,number\nAT,way,air,\nBE,way,air,\nCY,way,sea,\nDK,way,air,\n"
    codebook = """
        variables:
        - {id: way, items: ["1"], type: code, label: Way of return, codes: {air: By air, sea: By sea}}
    """
    assert tables_of(codebook=codebook, passes=(one, two))["reliability"] == (
        "query_id,variable_id,units,agreement,krippendorff_alpha,ci_low,ci_high\n"
        "2020-returns,way,4,0.75,0.533,-0.4,1.0\n"
    )
