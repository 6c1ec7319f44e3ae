"""The parts of a Word document that are the same for every sheet: what it consists of, its styles, its lists."""

from __future__ import annotations

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MAIN}.numbering+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)

# Bullets are list 1; each numbered list gets a number of its own after it.
NUMBERING = (
    f"<w:numbering {_W}>"
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="400" w:hanging="400"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><!-- lists --></w:numbering>'
)


def _style(id_: str, name: str, paragraph: str = "", run: str = "", *, after: str = "") -> str:
    following = f'<w:next w:val="{after}"/>' if after else ""
    looks = (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "") + (f"<w:rPr>{run}</w:rPr>" if run else "")
    return f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>{following}<w:qFormat/>{looks}</w:style>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_SERIF = '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Georgia"/>'
_EDGE = '<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="14564A"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F2F2EB"/>'
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="767E77"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_SOFT = '<w:color w:val="4C5751"/>'

STYLES = (
    f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>{_size(21)}<w:lang w:val="en-US"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    + _style("Title", "Title", '<w:keepNext/><w:spacing w:after="60"/>', f"{_SERIF}<w:b/>{_size(36)}", after="Subtitle")
    + _style("Subtitle", "Subtitle", '<w:spacing w:after="160"/>', f"{_SOFT}{_size(22)}", after="Normal")
    + _style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:outlineLvl w:val="0"/>',
        f'{_SERIF}<w:b/><w:color w:val="14564A"/>{_size(25)}',
        after="Normal",
    )
    + _style(
        "Heading2",
        "heading 2",
        '<w:keepNext/><w:spacing w:before="160" w:after="60"/><w:outlineLvl w:val="1"/>',
        f"{_SERIF}<w:b/>{_size(22)}",
        after="Normal",
    )
    + _style("ListParagraph", "List Paragraph", '<w:spacing w:after="50"/>')
    + _style("Caption", "caption", '<w:keepNext/><w:spacing w:before="140" w:after="60"/>', f"<w:b/>{_size(20)}")
    + _style("Cell", "Table Text", '<w:spacing w:before="30" w:after="30"/>', _size(19))
    + _style("After", "After Table", '<w:spacing w:after="0" w:line="120" w:lineRule="exact"/>')
    + _style("Talk", "Dialogue", '<w:spacing w:after="60"/><w:ind w:left="300"/>')
    + _style("Box", "Boxed Note", f'{_EDGE}<w:spacing w:after="0"/><w:ind w:left="200"/>')
    + _style("Source", "Source", '<w:spacing w:after="30"/><w:ind w:left="260" w:hanging="260"/>', _size(15))
    + _style("Footer", "footer", '<w:spacing w:after="0"/>', f"{_SOFT}{_size(15)}")
    + '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="14564A"/><w:u w:val="single"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr>'
    f'<w:tblBorders>{_LINES}</w:tblBorders><w:tblCellMar><w:left w:w="90" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="F2F2EB"/></w:tcPr></w:tblStylePr></w:style></w:styles>'
)
