"""For every rule on the leaders' tour, ways to break it, as in bad_examples.py."""

from __future__ import annotations

from tests.curriculum.bad_examples import Example
from tests.curriculum.builder import CourseFiles, Spoil

TOUR, QUESTIONS = "content/tour/tour.yaml", "content/tour/questions.md"
STOP = "content/tour/stops/01-the-list.md"
READS = "[m1-l1-who-rings]"
WORDS = "Ruth shows you the list, and asks whom it will call tomorrow morning. " * 10


def stop(number: int, reads: str = READS, text: str = f"{WORDS}{{F1.01}}") -> str:
    return f"---\nid: tour-stop-{number}\ntitle: Stop\nreads: {reads}\n---\n{text}\n"


def question(number: int) -> str:
    return (
        f"::: check tour-k{number}\nThe page holds one figure.\n\n**What do you ask?**\n"
        "- [x] Of whom it is said.\n  It is the first question.{F1.01}\n- [ ] Who is the best one.\n  It is not.\n"
        "- [ ] What others have.\n  It comes later.\n:::\n"
    )


def with_tour(files: CourseFiles) -> CourseFiles:
    """Add a tour in which only its length is unusual."""
    files.put(TOUR, "title: A tour\nsummary: Short.\nreview: null\nreview_by: 2027-11-01\n")
    files.put(QUESTIONS, "---\nid: tour-questions\n---\n" + "".join(question(number) for number in range(1, 6)))
    files.put(STOP, stop(1))
    for number in range(2, 13):
        files.put(f"content/tour/stops/{number:02}-stop-{number}.md", stop(number))
    return files


def changed(path: str, content: str) -> Spoil:
    return lambda files: with_tour(files).put(path, content)


def dropped(path: str) -> Spoil:
    return lambda files: with_tour(files).drop(path)


TOURS: tuple[Example, ...] = (
    ("T121", "no such lesson", changed(STOP, stop(1, "[m1-l9]")), STOP),
    ("T121", "no such section", changed(STOP, stop(1, "[m1-l1-who-rings#nowhere]")), STOP),
    ("T121", "a case", changed(STOP, stop(1, "[m1-c1-walter]")), STOP),
    ("T121", "twice", changed(STOP, stop(1, "[m1-l1-who-rings, m1-l1-who-rings]")), STOP),
    ("T121", "a name that is taken", changed("content/tour/stops/13-print.md", stop(13)), "content/tour/stops/13-print.md"),
    ("T121", "text among the questions", changed(QUESTIONS, f"---\nid: q\n---\nSome words.\n\n{question(1)}"), QUESTIONS),
    ("T122", "no fact", changed(STOP, stop(1, text=WORDS)), STOP),
    ("T123", "too short", changed(STOP, stop(1, text="Ruth shows you the list.{F1.01}")), STOP),
    ("T123", "too long", changed(STOP, stop(1, text=f"{WORDS * 2}{{F1.01}}")), STOP),
    ("T124", "eleven stops", dropped(STOP), TOUR),
    ("T124", "four questions", changed(QUESTIONS, "---\nid: q\n---\n" + question(1)), TOUR),
    ("T124", "too long in all", with_tour, TOUR),
    ("Z109", "no questions", dropped(QUESTIONS), QUESTIONS),
    ("I101", "an ID of a lesson", changed(STOP, stop(1).replace("tour-stop-1", "m1-l1-who-rings")), STOP),
    ("S107", "a figure", changed(STOP, stop(1, text=f"{WORDS}{{F1.01}}\n\n::: figure team.svg A team\nYou.\n:::")), STOP),
    ("Y101", "danger without a way", changed(STOP, stop(1, text=f"{WORDS}{{F1.01}} He spoke of suicide.")), STOP),
)  # fmt: skip
