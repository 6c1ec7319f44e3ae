"""What is looked for in the controls of a page is found, and nothing else; tests/web/test_every_page.py looks at all pages."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from tests.web.controls import focus_by_itself, made_up, read_twice


@pytest.mark.parametrize(
    ("look", "bad"),
    [
        (focus_by_itself, "<input autofocus>"),
        (focus_by_itself, "<a href='/' tabindex='3'>One</a>"),
        (focus_by_itself, "<div tabindex='0'>One</div>"),
        (focus_by_itself, "<a href='/'><button>One</button></a>"),
        (made_up, "<div role='button'>Check</div>"),
        (made_up, "<label class='choice'>One</label>"),
        (read_twice, "<button><svg></svg>Print</button>"),
        (read_twice, "<p><svg focusable='true'></svg></p>"),
        (read_twice, "<a href='/'><svg aria-hidden='true'></svg></a>"),
    ],
)
def test_what_is_wrong_with_a_control_is_seen(look: Any, bad: str) -> None:
    assert look(html.document_fromstring(f"<main>{bad}</main>")) != []


@pytest.mark.parametrize(
    "good",
    [
        "<main tabindex='-1'><button><svg aria-hidden='true'></svg>Print</button></main>",
        "<div role='region' aria-label='A wide table' tabindex='0'>One</div>",
        "<label class='choice'><input type='radio'>One</label>",
        "<p><svg role='img' aria-label='A chart'></svg></p>",
    ],
)
def test_what_is_right_with_a_control_is_let_be(good: str) -> None:
    tree = html.document_fromstring(f"<body>{good}</body>")
    assert focus_by_itself(tree) + made_up(tree) + read_twice(tree) == []
