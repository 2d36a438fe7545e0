"""What is read without YAML is what YAML reads."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from speedwright.skills.front_matter import plain_front_matter
from speedwright.skills.registry import load_library


def front_matter_of(text: str) -> list[str]:
    return text.split("---\n", 2)[1].splitlines()


@pytest.mark.parametrize("skill", load_library().skills, ids=lambda skill: skill.name)
def test_pages_that_come_with_speedwright_need_no_yaml(skill):
    lines = front_matter_of(skill.page.text)
    plain = plain_front_matter(lines)
    assert plain is not None
    assert plain == yaml.safe_load("\n".join(lines))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name:",
        "name:  two spaces",
        "name: a: b",
        "name: a #b",
        "name: a:",
        "name: 'quoted'",
        'name: "a \\n b"',
        "name: [a]",
        "name: {a: b}",
        "name: &anchor a",
        "name: 007",
        "name: 1.5",
        "name: Yes",
        "name: NULL",
        "on: a",
        "name: a\nname: b",
        "name: a\n  more",
        "name: a\n  more: b",
        "  name: a",
        "a:\n  b: c\n  b: d",
        "a:\n  b:\n    c: d",
        "a:\nb: c",
        "name: \u00e9t\u00e9",
        "name: a\tb",
        "# a comment",
    ],
)
def test_what_may_mean_something_else_is_left_to_yaml(text: str):
    assert plain_front_matter(text.splitlines()) is None


NAMES = st.sampled_from(["name", "kind", "no", "null", "y", "n"])
TEXTS = st.text(st.sampled_from("ab01 :#\"\\'`{}[]()-,.~!&*?|>%@=_+^/\u00e9\t"), max_size=8) | st.sampled_from(
    ["true", "True", "NO", "off", "null", "~", "0", "12", "012", "0x1f", "1e3", "1_000", "2020-01-02", "a: b", "a #b"]
)
LINES = st.tuples(st.sampled_from(["", "", "  ", " ", "    "]), NAMES, st.sampled_from([":", ": ", ":  "]), TEXTS)


@given(st.lists(LINES.map("".join), max_size=5))
def test_any_other_text_is_read_as_yaml_reads_it(lines: list[str]):
    plain = plain_front_matter(lines)
    if plain is not None:
        assert plain == yaml.safe_load("\n".join(lines))
