"""One row a response, one column a variable: made of the published tables."""

from ahq.releasing import wide

KEY = {"query_id": "2020-returns"}
ROWS = {
    "responses": [KEY | {"country_code": code} for code in ("AT", "BE", "CY")],
    "variables": [
        KEY | {"variable_id": "share", "position": "10", "type": "percent", "label": "Share of returns"},
        KEY | {"variable_id": "way", "position": "1", "type": "code", "label": "Way of return"},
        KEY | {"variable_id": "means", "position": "2", "type": "codes", "label": "Means of return"},
    ],
    "codes": [
        KEY | {"variable_id": variable, "code": code, "position": str(place), "label": label, "is_missing": missing}
        for variable, place, code, label, missing in (
            ("means", 1, "escort", "With an escort", "false"),
            ("means", 2, "alone", "Alone", "false"),
            ("means", 3, "not-mentioned", "Not spoken of.", "true"),
            ("share", 1, "percent", "A share", "false"),
            ("share", 2, "not-mentioned", "Not spoken of.", "true"),
            ("way", 1, "air", "By air", "false"),
            ("way", 2, "not-mentioned", "Not spoken of.", "true"),
        )
    ],
    "codings": [
        KEY | {"country_code": country, "variable_id": variable, "code": code, "value_number": number}
        for country, variable, code, number in (
            ("AT", "means", "alone", ""),
            ("AT", "means", "escort", ""),
            ("AT", "share", "percent", "12.5"),
            ("AT", "way", "air", ""),
            ("BE", "share", "percent", "0"),
            ("CY", "means", "not-mentioned", ""),
            ("CY", "share", "not-mentioned", ""),
            ("CY", "way", "not-mentioned", ""),
        )
    ],
}


def test_columns_are_variables_in_the_order_of_the_codebook():
    assert wide.of_query("2020-returns", ROWS).columns() == {
        "query_id": "Id of the ad-hoc query.",
        "country_code": "ISO 3166-1 alpha-2 code of the country.",
        "way": "Way of return",
        "means": "Means of return",
        "share": "Share of returns",
        "share_missing": "Why there is no number: Share of returns",
    }


def test_rows_are_responses_with_their_codes_in_the_order_of_the_codebook():
    assert [list(row.values()) for row in wide.of_query("2020-returns", ROWS).rows()] == [
        ["2020-returns", "AT", "air", "escort;alone", "12.5", ""],
        ["2020-returns", "BE", "", "", "0", ""],
        ["2020-returns", "CY", "not-mentioned", "not-mentioned", "", "not-mentioned"],
    ]
