"""Snapshots: when there is a new one to take."""

import pyoxigraph as ox
from served import store_with

from kg.service.snapshots import Snapshots


def quad(number: int) -> ox.Quad:
    return ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(number), ox.NamedNode("a:g"))


def test_two_servers_of_a_store_do_not_follow_each_other(tmp_path):
    folder = store_with(tmp_path / "store", [quad(1)])
    first, second = Snapshots(folder), Snapshots(folder)
    try:
        for each in (first, second, first):
            assert each.take()
        for each in (first, second) * 3:
            assert not each.is_stale()
        store_with(folder, [quad(2)])
        for each in (first, second):
            assert [each.is_stale(), each.is_stale()] == [False, True], "once whoever writes has paused"
    finally:
        first.close()
        second.close()
