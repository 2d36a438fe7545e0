"""Answers are kept until all are forgotten."""

from speedwright.syntax.keeping import forget, kept


def test_what_is_kept_is_asked_once_until_it_is_forgotten() -> None:
    asked: list[int] = []

    @kept(2)
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [double(1), double(1)] == [2, 2]
    assert asked == [1]
    forget()
    assert double(1) == 2
    assert asked == [1, 1]
