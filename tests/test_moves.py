"""Communities over time, on three windows made by hand."""

import pytest
from network_samples import WORDS, iris, told

from kg.errors import KgError, UsageError
from kg.graph import build
from kg.metrics import Search, over_time, windowed, windows_by
from kg.projection import Projection

ONE = Search(runs=3)


def clique(names, year, relation="meetsWith"):
    day = f"{year}-06-01"
    return [
        told(a, relation, b, f"{year}.txt", date=day, date_from=day, date_until=day)
        for i, a in enumerate(names)
        for b in names[i + 1 :]
    ]


def history(*windows, **options):
    """Windows from 2021 on, each with cliques."""
    statements = [each for year, cliques in enumerate(windows, 2021) for names in cliques for each in clique(names, year)]
    return over_time(windowed(statements, windows_by(statements, "year"), Projection(), WORDS), ONE, **options)


def sides(found) -> dict[str, list[tuple[int, str]]]:
    return {
        window.window: [
            (side, "".join(sorted(member.id.rpartition("/")[2].upper() for member in each.members)))
            for side, each in zip(window.sides, window.found.communities, strict=True)
        ]
        for window in found.windows
    }


def moves(found) -> list[tuple]:
    return [(move.label, move.before, move.after, move.old, move.new, move.kind) for move in found.moves]


def test_a_community_goes_on_and_one_actor_changes_side():
    found = history(["ABCDE", "VWXYZ"], ["ABCD", "EVWXYZ"])
    assert sides(found) == {"2021": [(1, "ABCDE"), (2, "VWXYZ")], "2022": [(2, "EVWXYZ"), (1, "ABCD")]}
    assert moves(found) == [("E", "2021", "2022", 1, 2, "moved")]
    [move] = found.moves
    assert move.certainty == 1
    ties = [{each.subject.name, each.object.name} - {"E"} for each in move.statements]
    assert [sorted(min(each) for each in some) for some in (ties[:4], ties[4:])] == [[*"ABCD"], [*"VWXYZ"]]
    assert [(side.number, side.name, side.windows) for side in found.sides] == [
        (1, "A, B, C", ("2021", "2022")),
        (2, "E, V, W", ("2021", "2022")),
    ]


def test_a_new_side_is_a_split_and_one_that_ends_a_merger():
    split = history(["ABCDEF", "XYZ"], ["ABCD", "EF", "XYZ"])
    assert moves(split) == [("E", "2021", "2022", 1, 3, "split"), ("F", "2021", "2022", 1, 3, "split")]
    merged = history(["ABCD", "EF", "XYZ"], ["ABCDEF", "XYZ"])
    assert moves(merged) == [("E", "2021", "2022", 3, 1, "merged"), ("F", "2021", "2022", 3, 1, "merged")]


def test_who_is_away_for_a_window_is_compared_with_when_it_was_last_seen():
    found = history(["ABCDE", "VWXYZ"], ["ABCD", "VWXYZ"], ["ABCD", "EVWXYZ"])
    assert moves(found) == [("E", "2021", "2023", 1, 2, "moved")]


def test_a_side_can_come_back():
    found = history(["ABCD", "WXYZ"], ["WXYZ"], ["ABCD", "WXYZ"])
    assert sides(found)["2023"] == [(1, "ABCD"), (2, "WXYZ")]
    assert found.sides[0].windows == ("2021", "2023")
    assert found.moves == ()


def test_newcomers_do_not_make_a_side_another():
    """Only the actors of both windows count: of ABC all three are still together, whoever has come."""
    found = history(["ABC", "XYZ"], ["ABCDEFGHIJKL", "XYZ"])
    assert sides(found)["2022"][0] == (1, "ABCDEFGHIJKL")


def test_too_little_overlap_is_another_side():
    windows = (["ABCDEF", "UVWXYZ"], ["ABUV", "CDWX", "EFYZ"])
    loose = history(*windows, alike=0.2)
    assert {side for side, _ in sides(loose)["2022"]} == {1, 2, 3}
    strict = history(*windows, alike=0.5)
    assert {side for side, _ in sides(strict)["2022"]} == {3, 4, 5}


def test_windows_are_where_something_begins_or_ends():
    statements = [
        told("A", "meetsWith", "B", date_from="2020-03-05", date_until="2022-01-09"),
        told("A", "meetsWith", "B", document_date="2021-07-01"),
        told("A", "meetsWith", "B", date_from="2023-01-01", date_until="9999-12-31"),
        told("A", "meetsWith", "B", date_from="0001-01-01", date_until="2019-12-31"),
        told("A", "meetsWith", "C"),
    ]
    assert windows_by(statements, "year") == ("2019", "2020", "2021", "2022", "2023")
    assert windows_by(statements, "month") == ("2019-12", "2020-03", "2021-07", "2022-01", "2023-01")
    with pytest.raises(UsageError, match="no kind of window is named 'week'; there are year, month"):
        windows_by(statements, "week")


def test_windows_come_in_the_order_of_time_and_take_periods():
    statements = [*clique("AB", 2021), *clique("CD", 2023)]
    found = windowed(statements, ["2023", "2020/2022", "2023"], Projection(), WORDS)
    assert {window: list(graph) for window, graph in found.items()} == {"2020/2022": iris("AB"), "2023": iris("CD")}
    with pytest.raises(UsageError, match="'soon' is no ISO 8601"):
        windowed(statements, ["soon"], Projection(), WORDS)


def test_windows_without_ties_are_left_out_and_none_at_all_is_refused():
    found = over_time({"2020": build([], WORDS), "2021": build(clique("AB", 2021), WORDS)}, ONE)
    assert [window.window for window in found.windows] == ["2021"]
    with pytest.raises(KgError, match="no window has any ties"):
        over_time({"2020": build([], WORDS)})
    with pytest.raises(UsageError, match="more than 0 and at most 1"):
        over_time({}, alike=0)
