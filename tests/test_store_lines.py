"""What is given to Oxigraph to parse: JSON of any depth is told, wherever the pieces of the stream end."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.lines import DEEPEST, ShallowJson

JSON = st.recursive(
    st.none() | st.integers() | st.text(alphabet=st.sampled_from('ab[]{}"\\é')),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet=st.sampled_from('a{"\\')), inner, max_size=3),
    max_leaves=20,
)


def read(data: bytes, size: int) -> bytes:
    stream, found = ShallowJson(io.BytesIO(data)), bytearray()
    while part := stream.read(size):
        found += part
    return bytes(found)


@given(value=JSON, size=st.integers(1, 40), levels=st.integers(0, 30))
def test_depth_is_counted_outside_of_texts_alone(value: object, size: int, levels: int) -> None:
    shallow = json.dumps(value).encode()
    assert read(shallow, size) == shallow
    deep = b"[" * (DEEPEST + levels + 1) + shallow
    with pytest.raises(SyntaxError, match="nested too deeply"):
        read(deep, size)
    nested = b"[" * (DEEPEST - 30) + shallow + b"]" * (DEEPEST - 30) + shallow
    assert read(nested, size) == nested


def test_brackets_in_texts_are_none() -> None:
    text = json.dumps({"text": '[{"\\' * 1000}).encode()
    assert read(text, 7) == text
