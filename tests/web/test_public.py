"""What anybody may read: that it is free, what it holds, and whose it is."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.web.visitor import Visitor

# Pages that need no rows.
pytestmark = pytest.mark.alike


def test_s001_seven_modules_stand_in_order_for_everyone(cast: Cast) -> None:
    titles = [each.title for each in cast.course.modules]
    assert len(titles) == 7
    for person, path in ((Visitor(cast.app), "outline"), (cast.enter("Marisol"), ""), (cast.enter("Sunniva"), "")):
        page = person.open(f"/courses/{cast.course.id}/{path}")
        found = [each.text_content() for each in page.tree.xpath("//ol[contains(@class, 'path')]/li/h3")]
        assert [each.partition(": ")[2] or each for each in found][:7] == titles


def test_s015_anybody_reads_that_it_is_free_and_what_it_holds(cast: Cast) -> None:
    visitor = Visitor(cast.app).open("/")
    assert visitor.status == 200
    assert "Free" in visitor.tree.xpath("//dl/div[dt='Price']/dd/text()")
    visitor.open(visitor.tree.xpath("//main//a[normalize-space()='See the course']/@href")[0])
    assert visitor.path == f"/courses/{cast.course.id}/outline"
    assert "Free of charge" in visitor.text
    for each in (*cast.course.modules, *cast.course.objectives):
        assert getattr(each, "title", None) or each.text in visitor.text


def test_s020_independence_is_stated_and_no_logo_is_shown(cast: Cast) -> None:
    for person in (Visitor(cast.app), cast.enter("Marisol")):
        page = person.open("/help/")
        assert "is independent of" in page.text
        assert "not endorsed" in page.text
        for path in ("/", "/help/", f"/courses/{cast.course.id}/outline", "/verify/"):
            assert person.open(path).tree.xpath("//img | //picture | //object | //embed") == []
