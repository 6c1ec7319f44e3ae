"""Writes a sheet as a Word document that a clinic can change: real headings, lists, table heads, a title and a language.

The same sheet always gives the same bytes. Only what ECMA-376 asks of every reader is used; nothing links outside but
the addresses of sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lms.curriculum.paper.outline import Block, Box, Grid, Heading, Paragraph, Points, Run, Runs, Sheet, Talk
from lms.curriculum.paper.word_parts import CONTENT_TYPES, NUMBERING, RELATIONS, STYLES

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WIDTH = 9936
"""Of the text on US Letter, in twentieths of a point."""


def sheet_docx(sheet: Sheet) -> bytes:
    """The document's bytes."""
    page = _Page()
    body = "".join((page.paragraph("Title", (Run(sheet.title),)), page.paragraph("Subtitle", (Run(sheet.purpose),))))
    body += "".join(page.block(block) for block in sheet.blocks)
    if sheet.sources:
        body += page.paragraph("Heading1", (Run("Sources"),))
        body += "".join(page.paragraph("Source", (Run(f"{number}. "), *runs)) for number, runs in sheet.sources)
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rIdFoot"/><w:pgSz w:w="12240" w:h="15840"/>'
        '<w:pgMar w:top="1008" w:right="1152" w:bottom="1152" w:left="1152" w:header="576" w:footer="504" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "docProps/core.xml": _core(sheet),
        "word/document.xml": f"<w:document {_W} {_R}><w:body>{body}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(page.links),
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING.replace("<!-- lists -->", page.lists()),
        "word/footer1.xml": f"<w:ftr {_W}>{page.paragraph('Footer', (Run(sheet.foot),))}</w:ftr>",
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = ZipInfo(name, (*sheet.date, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, _HEAD + text)
    return packed.getvalue()


def _core(sheet: Sheet) -> str:
    year, month, day = sheet.date
    instant = f"{year:04}-{month:02}-{day:02}T00:00:00Z"
    dates = "".join(
        f'<dcterms:{each} xsi:type="dcterms:W3CDTF">{instant}</dcterms:{each}>' for each in ("created", "modified")
    )
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(sheet.title)}</dc:title><dc:creator>{escape(sheet.author)}</dc:creator>"
        f"<dc:description>{escape(sheet.purpose)}</dc:description><dc:language>en-US</dc:language>{dates}</cp:coreProperties>"
    )


def _relations(links: list[str]) -> str:
    fixed = (
        ("rIdStyles", "styles", "styles.xml"),
        ("rIdLists", "numbering", "numbering.xml"),
        ("rIdFoot", "footer", "footer1.xml"),
    )
    found = "".join(
        f'<Relationship Id="{id_}" Type="{_KIND}/{kind}" Target="{target}"/>' for id_, kind, target in fixed
    )
    found += "".join(
        f'<Relationship Id="rIdLink{number}" Type="{_KIND}/hyperlink" Target={quoteattr(href)} TargetMode="External"/>'
        for number, href in enumerate(links)
    )
    return f'<Relationships xmlns="{_RELS}">{found}</Relationships>'


class _Page:
    """Writes blocks in order and remembers links and numbered lists."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self._numbered = 0

    def lists(self) -> str:
        """Each numbered list counts from one again."""
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        return "".join(
            f'<w:num w:numId="{number + 2}"><w:abstractNumId w:val="1"/>{again}</w:num>'
            for number in range(self._numbered)
        )

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                return self.paragraph(f"Heading{block.level - 1}", block.runs)
            case Paragraph():
                return self.paragraph("", block.runs)
            case Points():
                return self._points(block)
            case Grid():
                return self._grid(block)
            case Talk():
                return "".join(
                    self.paragraph("Talk", (*_bold(who), Run(": ", bold=True), *said)) for who, said in block.lines
                )
            case Box():
                title = self.paragraph("Box", _bold(block.title)) if block.title else ""
                inner = (
                    self._points(each) if isinstance(each, Points) else self.paragraph("Box", each.runs)
                    for each in block.blocks
                )
                return title + "".join(inner)

    def paragraph(self, style: str, runs: Runs, more: str = "") -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        looks = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
        written = "".join(self._run(run) for run in runs)
        return f"<w:p>{looks}{written}</w:p>"

    def _points(self, points: Points) -> str:
        number = 1
        if points.numbered:
            self._numbered += 1
            number = self._numbered + 1
        place = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        return "".join(self.paragraph("ListParagraph", runs, place) for runs in points.points)

    def _grid(self, grid: Grid) -> str:
        caption = self.paragraph("Caption", grid.caption) if grid.caption else ""
        words = escape("".join(run.text for run in grid.caption), {'"': "&quot;"})
        named = f'<w:tblCaption w:val="{words}"/>' if words else ""
        columns = max(1, len(grid.head))
        widths = [WIDTH // columns] * columns
        measures = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{self._cells([_bold(cell) for cell in grid.head], widths)}</w:tr>"
        rows = "".join(
            f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{self._cells([_bold(row[0]), *row[1:]], widths)}</w:tr>"
            for row in grid.rows
        )
        return (
            f'{caption}<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{WIDTH}" w:type="dxa"/>'
            f'<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f"{named}</w:tblPr><w:tblGrid>{measures}</w:tblGrid>{head}{rows}</w:tbl>"
            f"{self.paragraph('After', ())}"
        )

    def _cells(self, cells: list[Runs], widths: list[int]) -> str:
        return "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{self.paragraph("Cell", cell)}</w:tc>'
            for cell, width in zip(cells, widths, strict=False)
        )

    def _run(self, run: Run) -> str:
        looks = "".join(_looks(run))
        lines = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "" for line in run.text.split("\n")
        )
        looks = f"<w:rPr>{looks}</w:rPr>" if looks else ""
        written = f"<w:r>{looks}{lines}</w:r>"
        if not run.href:
            return written
        self.links.append(run.href)
        return f'<w:hyperlink r:id="rIdLink{len(self.links) - 1}">{written}</w:hyperlink>'


def _looks(run: Run) -> Iterator[str]:
    # In the order that the schema wants.
    if run.href:
        yield '<w:rStyle w:val="Hyperlink"/>'
    if run.bold:
        yield "<w:b/>"
    if run.italic:
        yield "<w:i/>"
    if run.reference:
        yield '<w:vertAlign w:val="superscript"/>'


def _bold(runs: Runs) -> Runs:
    return tuple(Run(run.text, bold=True, italic=run.italic, reference=run.reference, href=run.href) for run in runs)
