"""Reading a file from a stranger: it is refused before anything is built, and the message says where."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.yamlfile import MAX_BYTES, BadInput, parse

HOSTILE = {
    "a repeated key": (b"subject: a\nsubject: b\n", 2, "répétée"),
    "an alias": (b"a: &x 1\nb: *x\n", 1, "alias"),
    "a Python tag": (b"a: !!python/object/apply:os.system [ls]\n", 1, "étiquette"),
    "50,000 nested brackets": (b"[" * 50_000, 1, "imbriqués"),
    "50,000 nested brackets, one a line": (b"[\n" * 50_000, 65, "imbriqués"),
    "6 MB": (b"a: " + b"x" * 6_000_000, None, "1 Mo"),
    "a binary file": (bytes(range(256)), None, "UTF-8"),
    "a null character": (b"a: b\x00c\n", None, "mal formé"),
    "a bracket left open": (b"a: [1, 2\n", 2, "mal formé"),
    "a second document": (b"a: 1\n---\nb: 2\n", 2, "second"),
    "a key that is a list": (b"? [a]\n: b\n", 1, "clé composée"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_line_and_what_to_write(name: str) -> None:
    content, line, words = HOSTILE[name]
    with pytest.raises(BadInput) as refused:
        parse(content, "f.yaml")
    problem = refused.value.problems[0]
    message = refused.value.say("fr")
    assert words in message and message.startswith("f.yaml")
    assert line is None or problem.line == line
    assert len(message) <= 4000 and len(message.splitlines()) <= 40


def test_words_that_yaml_1_1_turned_into_booleans_stay_words() -> None:
    assert parse(b"country: NO\nanswer: yes\nhour: 10:30\n", "f").value == {"country": "NO", "answer": "yes", "hour": "10:30"}


def test_plain_scalars_become_numbers_booleans_and_null_and_quoted_ones_stay_words() -> None:
    assert parse(b"a: 12\nb: 0.5\nc: true\nd: null\ne: '12'\n", "f").value == {"a": 12, "b": 0.5, "c": True, "d": None, "e": "12"}


def test_each_value_knows_its_line() -> None:
    document = parse(b"a:\n  - x: 1\n  - x: 2\nb: 3\n", "f")
    assert document.line(("a", 1, "x")) == 3
    assert document.line(("b",)) == 4
    assert document.line(("b", "absent")) == 4  # the nearest parent


@given(st.binary(max_size=2000))
def test_any_bytes_are_either_read_or_refused(content: bytes) -> None:
    try:
        parse(content, "f")
    except BadInput as error:
        assert error.problems


# The library writes words such as 1e6 without quotes, for YAML 1.1 takes them for words; to people, and to YAML 1.2, they are numbers.
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])).filter(
    lambda word: not re.fullmatch(r"[-+]?\d+[eE]\d+", word)
)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | words,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", min_size=1), inner, max_size=4),
        max_leaves=20,
    )
)
def test_what_the_yaml_library_writes_is_read_back(value: object) -> None:
    import yaml

    text = yaml.safe_dump({"v": value}, allow_unicode=True)
    if len(text) < MAX_BYTES and "&id" not in text:
        assert parse(text, "f").value == {"v": value}
