"""Strokes on a screen, read as they were drawn or not at all."""

import json

import pytest

from scheduler.domain.text import signatures
from scheduler.domain.text.signatures import MOST_POINTS


def test_strokes_are_read_and_written_to_a_thousandth():
    strokes = signatures.read("[[[0, 0.12345], [1, 0.5]], [], [[0.3, 0.3]]]")

    assert strokes == [[(0.0, 0.12345), (1.0, 0.5)], [(0.3, 0.3)]]
    assert signatures.written(strokes) == "[[[0.0,0.123],[1.0,0.5]],[[0.3,0.3]]]"
    assert signatures.read(signatures.written(strokes)) == [[(0.0, 0.123), (1.0, 0.5)], [(0.3, 0.3)]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[[]]",
        "{}",
        "1",
        "null",
        '"[[[0,0]]]"',
        "[[0.1, 0.2]]",
        "[[[0.1]]]",
        "[[[0.1, 0.2, 0.3]]]",
        "[[[0.1, 1.2]]]",
        "[[[-0.1, 0.2]]]",
        '[[["0.1", 0.2]]]',
        "[[[true, 0.2]]]",
        "[[[NaN, 0.2]]]",
        "[[[0.1, 0.2]",
        "[" * 100_000,
    ],
)
def test_anything_else_is_no_signature(text: str):
    assert signatures.read(text) is None


def test_scribble_without_end_is_no_signature():
    def of(count: int) -> str:
        return json.dumps([[[0.5, 0.5]] * count])

    assert signatures.read(of(MOST_POINTS)) is not None
    assert signatures.read(of(MOST_POINTS + 1)) is None
