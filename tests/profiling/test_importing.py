"""Files of other profilers: what exactly they say, and that no damaged file is more than an error."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from speedwright.model.profile import Cost, Memory, Profile
from speedwright.model.profile_json import ProfileError, profile_from_json, profile_text
from speedwright.profiling.content import content_of
from speedwright.profiling.importers.speedscope import read as read_speedscope
from speedwright.profiling.importing import load_profile
from tests.profiling import stack_texts
from tests.profiling.stack_texts import PROGRAM, RAW, SAMPLES, SHARES, WEIGHTS, speedscope

NANOSECOND_AFTER = 10**9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(PROGRAM)
    return tmp_path


def loaded(folder: Path, content: str | bytes, name: str = "profile") -> Profile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_profile(path, folder)


def shares(profile: Profile) -> dict[str, tuple[float, float | None]]:
    return {
        each.qualname: (pytest.approx(each.cost.self_s), pytest.approx(each.cost.total_s))
        for each in profile.functions
        if each.path == "shop.py"
    }


def test_raw_stacks_tell_self_and_total_times_with_recursion_counted_once(folder: Path) -> None:
    profile = loaded(folder, RAW)

    assert shares(profile) == SHARES
    assert (profile.total_s, profile.samples) == (pytest.approx(1.0), 100)
    assert profile.backend.name == "py-spy raw"


def test_lines_are_those_of_their_function(folder: Path) -> None:
    outer = next(each for each in loaded(folder, RAW).functions if each.qualname == "outer")

    assert [
        (each.line, pytest.approx(each.cost.self_s), pytest.approx(each.cost.total_s)) for each in outer.lines
    ] == [
        (5, 0.0, 0.4),
        (6, 0.2, 0.2),
    ]
    assert outer.line == 4


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(speedscope(SAMPLES, WEIGHTS)),
        json.dumps(speedscope(SAMPLES, WEIGHTS), indent=3),
        json.dumps(speedscope(SAMPLES, [each * 1e3 for each in WEIGHTS], "milliseconds")),
        json.dumps(speedscope(SAMPLES, [each * 1e9 for each in WEIGHTS], "nanoseconds")),
        json.dumps(speedscope(SAMPLES, [each * 100 for each in WEIGHTS], "none")),
        json.dumps(stack_texts.evented()),
    ],
    ids=["seconds", "indented", "milliseconds", "nanoseconds", "samples", "events"],
)
def test_speedscope_says_the_same(folder: Path, content: str) -> None:
    profile = loaded(folder, content)

    assert shares(profile) == SHARES
    assert profile.backend.version == "py-spy@0.4.3"


def test_samples_without_a_frame_count_for_nothing(folder: Path) -> None:
    profile = loaded(folder, json.dumps(speedscope([[], *SAMPLES], [5.0, *WEIGHTS])))

    assert profile.total_s == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("samples", "weights", "said"),
    [
        ([[0], [99]], [1.0, 1.0], "no frame 99"),
        ([[0], [-1]], [1.0, 1.0], "no frame -1"),
        ([[0], [1]], [1.0], "fewer weights"),
        ([[0]], [1.0, 1.0], "more weights"),
        ([[0]], [-1.0], "is no time"),
        ([[0]], [None], "damaged"),
        ([[0, [1]]], [1.0], "damaged"),
        ([0], [1.0], "damaged"),
        (["]["], [1.0], "damaged"),
        ({}, [1.0], "damaged"),
    ],
)
def test_what_is_wrong_with_a_speedscope_file_is_said(
    folder: Path, samples: object, weights: object, said: str
) -> None:
    with pytest.raises(ProfileError, match=said):
        loaded(folder, json.dumps(speedscope(samples, weights)))


def test_a_profile_of_bytes_is_none_of_times(folder: Path) -> None:
    with pytest.raises(ProfileError, match="unit is bytes"):
        loaded(folder, json.dumps(speedscope(SAMPLES, WEIGHTS, "bytes")))


def test_pstats_has_functions_and_the_time_of_built_ins_as_native(folder: Path) -> None:
    stack_texts.pstats(folder / "p.prof")
    profile = load_profile(folder / "p.prof", folder)

    assert shares(profile) == {"<module>": (0.0, 1.0), "outer": (0.2, 1.0), "inner": (0.8, 0.8)}
    assert {each.qualname: each.cost.native for each in profile.functions}["inner"] == pytest.approx(0.3 / 0.8)
    assert profile.total_s == pytest.approx(1.0)


def test_what_cprofile_writes_is_read(folder: Path) -> None:
    stack_texts.real_pstats(folder / "p.prof")
    profile = load_profile(folder / "p.prof", folder)

    assert any(each.path.endswith("json/decoder.py") for each in profile.functions)
    assert profile.total_s > 0


def test_scalene_tells_python_native_and_system_time_and_memory(folder: Path) -> None:
    profile = loaded(folder, json.dumps(stack_texts.scalene()))
    costs = {each.qualname: each.cost for each in profile.functions}

    assert costs["outer"] == Cost(0.8, 2.0, 2, 0.5, 0.0, Memory(10.0, 4.0, 1.5))
    assert costs["inner"].native == pytest.approx(40 / 60)
    assert costs["inner"].system == pytest.approx(5 / 60)
    assert costs["inner"].total_s == pytest.approx(1.2)


def test_a_text_that_changed_after_the_profile_has_no_digests(folder: Path) -> None:
    before = {each.qualname: each.digest for each in loaded(folder, RAW).functions}
    later = (folder / "profile").stat().st_mtime_ns + NANOSECOND_AFTER
    os.utime(folder / "shop.py", ns=(later, later))
    after = {each.qualname: each.digest for each in load_profile(folder / "profile", folder).functions}

    assert all(before.values())
    assert before.keys() == after.keys()
    assert not any(after.values())


def test_native_frames_are_a_share_of_the_line_that_called_them(folder: Path) -> None:
    text = "0x1 (/lib/libc.so.6);<module> (shop.py:22);outer (shop.py:6);deflate (/usr/lib/libz.so.1) 30\n"
    text += "<module> (shop.py:22);outer (shop.py:6);list_sort (/usr/lib/libpython3.11.so.1.0) 10\n"
    outer = next(each for each in loaded(folder, text).functions if each.qualname == "outer")

    assert (outer.cost.self_s, outer.cost.native) == (pytest.approx(0.4), pytest.approx(0.75))


def test_samples_of_raw_stacks_without_a_frame_count_for_nothing(folder: Path) -> None:
    profile = loaded(folder, " 3\nmain (shop.py:22) 5\n 2\n")

    assert (profile.samples, [each.name for each in profile.calls.frames]) == (5, ["main"])


def test_code_without_a_name_is_native(folder: Path) -> None:
    text = "0x7f6e60e56f77 (?) 10\n<module> (shop.py:22);outer (shop.py:6);0x7f6e60e5ab12 (?) 30\n"
    functions = {each.qualname: each for each in loaded(folder, text).functions}

    assert functions.keys() == {"<module>", "outer"}
    assert functions["outer"].cost.native == pytest.approx(1.0)


def test_processes_and_threads_are_no_functions_and_paths_may_hold_anything(folder: Path) -> None:
    text = 'process 1:"sh -c a;b";thread (0x7F): x;f (/a;b (c)/d.py:3);g (/a;b (c)/d.py:4) 5\nprocess 1:"sh" 7\n'
    profile = loaded(folder, text)

    assert profile.total_s == pytest.approx(0.05)
    assert [(each.name, each.path, each.line) for each in profile.calls.frames] == [
        ("f", "/a;b (c)/d.py", 3),
        ("g", "/a;b (c)/d.py", 4),
    ]


def test_what_starts_a_program_for_us_is_none_of_its_time(folder: Path) -> None:
    launching = "/site/speedwright/profiling/launching.py"
    frames = [
        {"name": f'process 1:"python {launching}"'},
        {"name": 'process 2:"sh -c work"'},
        {"name": "main", "file": launching, "line": 21},
        {"name": "work", "file": "/work.py", "line": 3},
        {"name": "<module>", "file": "/usr/lib/python3/site.py", "line": 1},
        {"name": 'process 2:""'},
    ]
    # It waits; it starts; what it spawned is the program by name already, or has no name yet; the program itself.
    samples = [[0, 2], [0, 4], [0, 1, 2], [5], [0, 5], [0, 5, 2], [0, 1, 3]]
    sampled = {"type": "sampled", "unit": "seconds", "samples": samples, "weights": [1] * len(samples)}
    profile = loaded(folder, json.dumps({"shared": {"frames": frames}, "profiles": [sampled]}))

    assert [each.name for each in profile.calls.frames] == ["work"]
    assert profile.total_s == 1


def test_what_starts_a_program_is_known_by_its_number_where_it_has_no_name(folder: Path) -> None:
    frames = [{"name": 'process 1:""'}, {"name": 'process 11:""'}, {"name": "_find_and_load", "file": "<frozen>"}]
    sampled = {"type": "sampled", "unit": "seconds", "samples": [[0, 2], [1, 2], [0, 1, 2]], "weights": [1, 2, 4]}
    (folder / "stacks.json").write_text(json.dumps({"shared": {"frames": frames}, "profiles": [sampled]}))

    assert read_speedscope(content_of(folder / "stacks.json"), 100, 1).total_s == 6


def test_a_program_whose_name_was_never_read_keeps_its_time(folder: Path) -> None:
    frames = [
        {"name": 'process 1:"python /site/speedwright/profiling/launching.py"'},
        {"name": 'process 2:""'},
        {"name": "work", "file": "/work.py", "line": 3},
    ]
    sampled = {"type": "sampled", "unit": "seconds", "samples": [[1, 2], [0, 1, 2]], "weights": [1, 1]}
    profile = loaded(folder, json.dumps({"shared": {"frames": frames}, "profiles": [sampled]}))

    assert [each.name for each in profile.calls.frames] == ["work"]
    assert profile.total_s == 2


def test_our_own_profile_is_read_as_it_was_written(folder: Path) -> None:
    profile = loaded(folder, RAW)

    assert loaded(folder, profile_text(profile), "own") == profile


@pytest.mark.parametrize("content", ["", "hello", "{}", "[1, 2]", '{"kind": 3}', "a;b c\n", "\0\0\0", "{" * 100_000])
def test_what_is_no_profile_is_told(folder: Path, content: str) -> None:
    with pytest.raises(ProfileError, match="profile: "):
        loaded(folder, content)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path / "nowhere", tmp_path)


MATERIAL = (
    RAW.encode(),
    json.dumps(speedscope(SAMPLES, WEIGHTS)).encode(),
    json.dumps(stack_texts.evented()).encode(),
    json.dumps(stack_texts.scalene()).encode(),
)


@st.composite
def damaged(draw: st.DrawFn, material: tuple[bytes, ...]) -> bytes:
    """A good file with a few bytes replaced, cut or doubled."""
    text = bytearray(draw(st.sampled_from(material)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 20))
        replacement = draw(
            st.one_of(st.binary(max_size=4), st.sampled_from([b"[", b"]", b"{", b"9e999", b"-1", b'"']))
        )
        text[at : at + length] = replacement
    return bytes(text)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_is_a_profile_or_an_error(folder: Path, data: st.DataObject) -> None:
    stack_texts.pstats(folder / "p.prof")
    own = profile_text(loaded(folder, RAW)).encode()
    material = (*MATERIAL, (folder / "p.prof").read_bytes(), own)
    try:
        profile = loaded(folder, data.draw(damaged(material)), "damaged")
    except ProfileError:
        return
    assert profile_from_json(json.loads(profile_text(profile))) == profile


FRAMES = st.sampled_from(
    ["<module> (shop.py:22)", "outer (shop.py:6)", "inner (shop.py:10)", "fibonacci (shop.py:14)"]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(FRAMES, min_size=1, max_size=6), st.integers(1, 50)), min_size=1, max_size=20))
def test_times_are_what_counting_by_hand_gives(folder: Path, stacks: list[tuple[list[str], int]]) -> None:
    """Self times add up to the whole, a total is never below the self time, and both are those of plain counting."""
    profile = loaded(folder, "".join(f"{';'.join(stack)} {count}\n" for stack, count in stacks))
    names = [([frame.partition(" ")[0] for frame in stack], count / 100) for stack, count in stacks]
    known = {name for stack, _ in names for name in stack}

    assert shares(profile) == {
        name: (
            sum(seconds for stack, seconds in names if stack[-1] == name),
            sum(seconds for stack, seconds in names if name in stack),
        )
        for name in known
    }
    assert sum(each.cost.self_s for each in profile.functions) == pytest.approx(profile.total_s)
    assert sum(profile.calls.self_s) == pytest.approx(profile.total_s)
