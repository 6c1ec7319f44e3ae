"""The leaders' tour of the course: twelve stops, about three quarters of an hour, resting on what somebody verified."""

from __future__ import annotations

from lms.curriculum.library import Library


def test_the_tour_is_the_one_leaders_were_promised(library: Library) -> None:
    course = library.current(0)
    tour = course.tour
    assert tour is not None
    assert [stop.number for stop in tour.stops] == [*range(1, 13)]
    assert len(tour.checks) == 5
    assert 40 <= tour.minutes <= 50
    assert tour.minutes == sum(stop.minutes for stop in tour.stops)
    for stop in tour.stops:
        assert 120 <= stop.words <= 220, stop.id
        # The crisis box has its own; a stop that speaks of danger shows it.
        assert stop.warning or all(course.facts[each].mark != "U" for each in stop.facts), stop.id
        assert all(each.words > 0 and course.lesson(each.lesson_id) for each in stop.reads), stop.id
        rate = course.rates.words_per_minute
        whole = stop.words + sum(each.words for each in stop.reads)
        assert stop.minutes - 1 < whole / rate <= stop.minutes, stop.id
    assert sorted(option.id for check in tour.checks for option in check.options if option.correct) != ["b"] * 5
    assert not tour.lessons & {each for each in course.kind_of if course.kind_of[each] != "lesson"}
