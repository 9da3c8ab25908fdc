"""Who is next: one after the other, whoever sends how much, and the known a little more often."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scheduler.pictures.turns import Asker, Turn, Turns

MOST = 30


def a(file: str, *, draft: str = "", known: bool = False) -> Turn[str]:
    """A file of whoever is called like its first letter."""
    return Turn(Asker(file[0], draft or file[0], is_known=known), file)


def queue_of(*turns: Turn[str], most: int = MOST) -> Turns[str]:
    turns_waiting = Turns[str](most)
    for each in turns:
        assert turns_waiting.join(each) is None
    return turns_waiting


def called(turns: Turns[str]) -> str | None:
    turn = turns.call()
    return turn.work if turn else None


def served(turns: Turns[str]) -> list[str]:
    """Everything, by one worker."""
    done = []
    while (turn := turns.call()) is not None:
        done.append(turn.work)
        turns.end(turn)
    return done


def test_nobody_waits_at_first() -> None:
    assert called(Turns[str](MOST)) is None


def test_files_of_a_draft_keep_their_order() -> None:
    assert served(queue_of(a("s1"), a("s2"), a("s3"))) == ["s1", "s2", "s3"]


def test_askers_take_turns() -> None:
    assert served(queue_of(a("s1"), a("s2"), a("s3"), a("t1"), a("t2"), a("u1"))) == [
        "s1",
        "t1",
        "u1",
        "s2",
        "t2",
        "s3",
    ]


def test_drafts_of_an_asker_take_turns() -> None:
    waiting = queue_of(a("s1", draft="x"), a("s2", draft="x"), a("s3", draft="y"), a("t1"))

    assert served(waiting) == ["s1", "t1", "s3", "s2"]


def test_nobody_has_two_turns_at_once() -> None:
    waiting = queue_of(a("s1"), a("s2", draft="other"))

    first = waiting.call()

    assert called(waiting) is None
    waiting.join(a("t1"))
    assert called(waiting) == "t1"
    waiting.end(first)  # type: ignore[arg-type]
    assert called(waiting) == "s2"


def test_thirty_files_hold_nobody_up_for_longer_than_the_one_that_is_drawn() -> None:
    waiting = queue_of(*(a(f"s{number}") for number in range(15)), *(a(f"t{number}") for number in range(15)))
    first, second = waiting.call(), waiting.call()
    waiting.join(a("n1"))
    waiting.end(first)  # type: ignore[arg-type]

    assert called(waiting) == "n1"
    waiting.end(second)  # type: ignore[arg-type]
    assert called(waiting) == "s1"


def test_thirty_files_of_one_draft_hold_up_no_other_draft_of_the_same_address() -> None:
    waiting = queue_of(*(a(f"s{number}", draft="heavy") for number in range(20)))
    first = waiting.call()
    waiting.join(a("s new", draft="mine"))
    waiting.end(first)  # type: ignore[arg-type]

    assert called(waiting) == "s new"


def test_known_come_first_and_strangers_have_one_turn_of_three() -> None:
    known = [a(f"{who}{number}", known=True) for number in range(3) for who in "kl"]
    waiting = queue_of(a("s1"), a("s2"), *known)

    assert served(waiting) == ["k0", "l0", "s1", "k1", "l1", "s2", "k2", "l2"]


def test_turns_of_the_known_are_not_counted_where_no_stranger_waits() -> None:
    waiting = queue_of(*(a(f"k{number}", known=True) for number in range(6)))
    for _ in range(5):
        waiting.end(waiting.call())  # type: ignore[arg-type]
    waiting.join(a("s1"))
    waiting.join(a("l1", known=True))

    assert served(waiting) == ["k5", "l1", "s1"]


def test_address_that_reads_like_a_phone_is_somebody_else() -> None:
    waiting = queue_of(a("s1"), a("s2", known=True))

    assert [called(waiting), called(waiting)] == ["s2", "s1"]


def test_who_left_is_not_called() -> None:
    gone, last = a("s1"), a("s3")
    waiting = queue_of(gone, a("s2"), last)

    assert [waiting.leave(gone), waiting.leave(gone), waiting.leave(last)] == [True, False, True]
    assert (len(waiting), served(waiting)) == (1, ["s2"])


def test_who_had_a_turn_cannot_leave_it() -> None:
    waiting = queue_of(a("s1"))
    turn = waiting.call()

    assert turn is not None
    assert not waiting.leave(turn)


def test_who_was_turned_away_stands_where_they_stood_when_they_ask_again() -> None:
    gone = a("n1")
    waiting = queue_of(a("s1"), gone, a("t1"))

    assert waiting.leave(gone)
    waiting.join(a("u1"))
    waiting.join(a("n1"))

    assert served(waiting) == ["s1", "n1", "t1", "u1"]


def test_draft_that_was_turned_away_stands_where_it_stood_among_those_of_its_address() -> None:
    gone = a("s1", draft="mine")
    waiting = queue_of(gone, *(a(f"s heavy {number}", draft=str(number)) for number in range(3)))

    waiting.leave(gone)
    waiting.join(a("s again", draft="mine"))

    assert served(waiting)[0] == "s again"


def test_place_is_kept_for_some_minutes() -> None:
    gone = a("n1")
    waiting = Turns[str](MOST)
    waiting.join(gone, 0.0)
    waiting.join(a("s1"), 1.0)
    waiting.leave(gone)

    waiting.join(a("t1"), 599.0)
    waiting.join(a("n1"), 600.0)

    assert served(waiting)[-1] == "n1"


def test_mother_behind_a_flooded_address_is_served_once_the_drafts_before_hers_were() -> None:
    """She is told after forty-five seconds that too much is drawn, and asks again; each file takes ten."""
    waiting = queue_of(*(a(f"s{number}", draft=f"heavy {number}") for number in range(20)))
    hers, served_hers = a("s mother", draft="hers"), False
    waiting.join(hers)
    for number in range(30):
        turn = waiting.call()
        served_hers = served_hers or turn is hers
        waiting.join(a(f"s new {number}", draft=f"new {number}"))
        waiting.end(turn)  # type: ignore[arg-type]
        if number % 4 == 3 and waiting.leave(hers):
            waiting.join(hers)

    assert served_hers


# --- when too many wait


def gave_way(turns: Turns[str], turn: Turn[str]) -> str | None:
    gone = turns.join(turn)
    return gone.work if gone else None


def test_whoever_has_most_gives_way_with_what_came_last() -> None:
    waiting = queue_of(a("s1"), a("t1"), a("t2"), a("t3"), most=4)

    assert gave_way(waiting, a("u1")) == "t3"
    assert served(waiting) == ["s1", "t1", "u1", "t2"]


def test_draft_that_has_most_gives_way() -> None:
    waiting = queue_of(a("s1", draft="x"), a("s2", draft="x"), a("s3", draft="y"), most=3)

    assert gave_way(waiting, a("u1")) == "s2"


def test_who_has_as_much_waiting_as_anybody_is_turned_away() -> None:
    waiting = queue_of(a("s1"), a("s2"), a("t1"), most=3)

    assert gave_way(waiting, a("s3")) == "s3"
    assert gave_way(waiting, a("t2")) == "t2"
    assert len(waiting) == 3


def test_of_many_who_wait_for_one_file_each_the_last_is_turned_away() -> None:
    waiting = queue_of(a("s1"), a("t1"), a("u1"), most=3)

    assert gave_way(waiting, a("v1")) == "v1"


def test_known_push_strangers_out_of_all_but_their_third() -> None:
    waiting = queue_of(*(a(f"{who}1") for who in "stuvwx"), most=6)

    assert [gave_way(waiting, a(f"{who}1", known=True)) for who in "abcde"] == ["x1", "w1", "v1", "u1", "e1"]
    assert sorted(served(waiting)) == ["a1", "b1", "c1", "d1", "s1", "t1"]


def test_stranger_has_a_third_of_the_places_whoever_is_known() -> None:
    waiting = queue_of(*(a(f"{who}{number}", known=True) for number in range(3) for who in "ab"), most=6)

    assert [gave_way(waiting, a(f"{who}1")) for who in "stu"] == ["b2", "a2", "u1"]


class Watched:
    """Turns, and whose turns each has seen pass by that came as the first file of somebody."""

    def __init__(self) -> None:
        self.turns, self.having = Turns[int](12), list[Turn[int]]()
        self.passed: dict[Turn[int], Counter[Asker]] = {}

    def join(self, turn: Turn[int]) -> None:
        is_first = not any(each.asker.key == turn.asker.key for each in [*self.passed, *self.having])
        gone = self.turns.join(turn)
        if is_first and gone is not turn:
            self.passed[turn] = Counter()
        if gone is not None:
            self.passed.pop(gone, None)

    def call(self) -> None:
        turn = self.turns.call()
        if turn is None:
            return
        self.passed.pop(turn, None)
        self.having.append(turn)
        for other, count in self.passed.items():
            if other.asker.is_known == turn.asker.is_known:
                count[Asker(turn.asker.who, "")] += 1

    def end(self) -> None:
        if self.having:
            self.turns.end(self.having.pop(0))


FILES = st.builds(Asker, who=st.sampled_from("abcd"), draft=st.sampled_from("xyz"), is_known=st.booleans())


@given(st.lists(st.one_of(FILES, st.sampled_from(["call", "end"])), max_size=60))
def test_whoever_comes_waits_for_one_turn_of_each_of_its_kind_at_most(steps: list[Asker | str]) -> None:
    watched = Watched()
    for number, step in enumerate(steps):
        if isinstance(step, Asker):
            watched.join(Turn(step, number))
        else:
            watched.call() if step == "call" else watched.end()

        assert len(watched.turns) <= 12
        assert len({each.asker.key for each in watched.having}) == len(watched.having)
        assert all(count <= 1 for counts in watched.passed.values() for count in counts.values())
