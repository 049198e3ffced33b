"""The deck before its slides: 16:9, a master and three layouts of our own, theme fonts and colours.

Georgia for findings and Arial for the rest: every Office has them, on Windows and on a Mac, and what LibreOffice puts
in Arial's place (Liberation Sans) is as wide to the letter, so that a slide looked at there breaks its lines as here.
"""

from __future__ import annotations

import re
from typing import Any

from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Emu

from ehealth.briefing.slides.xml import TAGS
from ehealth.charts.colours import LIGHT

PX = 7620  # EMU of a pixel: a slide is 1600 × 900 of them, as the pictures of the pages
WIDE, HIGH, MARGIN = 1600, 900, 60
TITLE, SUBTITLE, BODY, FOOTER = 26.4, 14.4, 14, 10.8  # points; 44, 24, 23 and 18 pixels
TITLE_LINE, SUBTITLE_LINE = 54, 30  # pixels
RULE = 772  # pixels from the top: the line over the footer
SERIF, SANS = "Georgia", "Arial"
COVER, FINDING, TEXT = range(3)  # the layouts
SUBTITLE_AT, CHART_AT, FOOTER_AT, LEFT_AT, RIGHT_AT, NUMBER_AT = 10, 11, 12, 13, 14, 15  # placeholders' idx

_SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
Box = tuple[int, int, int, int]  # left, top, width, height in pixels
WHOLE = WIDE - 2 * MARGIN
TITLE_BOX: Box = (MARGIN, 40, WHOLE, TITLE_LINE + 6)
SUBTITLE_BOX: Box = (MARGIN, 104, WHOLE, SUBTITLE_LINE + 4)
CHART_BOX: Box = (MARGIN, 164, WHOLE, RULE - 164 - 20)
FOOTER_BOX: Box = (MARGIN, RULE + 12, WHOLE - 90, HIGH - RULE - 12 - 20)
LEFT_BOX: Box = (MARGIN, 130, WHOLE // 2 - 25, RULE - 150)
RIGHT_BOX: Box = (MARGIN + WHOLE // 2 + 25, 130, WHOLE // 2 - 25, RULE - 150)
NUMBER_BOX: Box = (WIDE - MARGIN - 80, RULE + 12, 80, 30)


def empty_deck(lang: str) -> Any:
    """A presentation without slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDE * PX), Emu(HIGH * PX)
    deck.part._element.sldSz.attrib.pop("type", None)  # python-pptx's template is 4:3, and says so
    layouts = deck.slide_layouts
    for layout in list(layouts)[3:]:
        layouts.remove(layout)
    master = deck.slide_master
    _replace(master, [_title(TITLE_BOX), _body("Text", 1, LEFT_BOX, BODY, kind="body"), _number(4), _rule()], lang)
    _styles(master)
    _theme(master)
    size = 36
    cover = [
        _title((MARGIN, 250, WHOLE, 195), "ctrTitle", size, "b"),
        _rule(470, LIGHT.measured),
        _body("Edition", 1, (MARGIN, 500, WHOLE, 250), 18, kind="subTitle"),
    ]
    finding = [
        _title(),
        _body("Subtitle", SUBTITLE_AT, SUBTITLE_BOX, SUBTITLE, LIGHT.muted),
        _body("Chart", CHART_AT, CHART_BOX, BODY, kind="chart"),
        _body("Footer", FOOTER_AT, FOOTER_BOX, FOOTER, LIGHT.muted),
    ]
    texts = [_title(), _body("Left", LEFT_AT, LEFT_BOX, BODY), _body("Right", RIGHT_AT, RIGHT_BOX, BODY)]
    texts.append(_body("Footer", FOOTER_AT, FOOTER_BOX, FOOTER, LIGHT.muted))
    named = (
        ("Cover", "title", cover),
        ("Finding", "", [*finding, _number(NUMBER_AT)]),
        ("Text", "", [*texts, _number(NUMBER_AT)]),
    )
    for layout, (name, kind, shapes) in zip(deck.slide_layouts, named, strict=True):
        _replace(layout, shapes, lang)
        _name(layout, name, kind)
    return deck


def emu(box: Box) -> tuple[int, int, int, int]:
    """A box in Office's units."""
    left, top, wide, high = box
    return left * PX, top * PX, wide * PX, high * PX


def _replace(page: Any, shapes: list[str], lang: str) -> None:
    """Its shapes, and nothing else."""
    tree = page.shapes._spTree
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for place, shape in enumerate(shapes, 2):
        text = shape.replace("ID", str(place), 1).replace("LANG", TAGS[lang])
        tree.append(parse_xml(text))


def _name(layout: Any, name: str, kind: str) -> None:
    element = layout._element
    element.cSld.set("name", name)
    element.attrib.pop("type", None)
    if kind:
        element.set("type", kind)
    if name == "Cover":
        element.set("showMasterSp", "0")  # no rule over a footer that it does not have


def _shape(name: str, place: str, box: Box | None, body: str, text: str) -> str:
    frame = ""
    if box:
        left, top, wide, high = emu(box)
        shape = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        frame = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>{shape}'
    return (
        f'<p:sp {_SPACES}><p:nvSpPr><p:cNvPr id="ID" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr>{place}</p:nvPr></p:nvSpPr><p:spPr>{frame}</p:spPr><p:txBody>{body}"
        f"<a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _title(box: Box | None = None, kind: str = "title", size: float = TITLE, anchor: str = "t") -> str:
    own = f'<a:lstStyle><a:lvl1pPr><a:defRPr sz="{int(size * 100)}"/></a:lvl1pPr></a:lstStyle>'
    inside = f'<a:bodyPr vert="horz" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
    words = '<a:r><a:rPr lang="LANG"/><a:t>…</a:t></a:r>'
    return _shape("Title", f'<p:ph type="{kind}"/>', box, (inside if box else "<a:bodyPr/>") + own, words)


def _body(name: str, idx: int, box: Box, size: float, colour: str = LIGHT.text, kind: str = "body") -> str:
    ink = f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
    run = f'<a:defRPr sz="{int(size * 100)}">{ink}</a:defRPr>'
    level = f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/>{run}</a:lvl1pPr>'
    inside = '<a:bodyPr vert="horz" lIns="0" tIns="0" rIns="0" bIns="0"><a:normAutofit/></a:bodyPr>'
    words = '<a:r><a:rPr lang="LANG"/><a:t>…</a:t></a:r>'
    place = f'<p:ph type="{kind}" idx="{idx}"/>'
    return _shape(name, place, box, f"{inside}<a:lstStyle>{level}</a:lstStyle>", words)


def _number(idx: int) -> str:
    """The page's number, at the right of the footer."""
    ink = f'<a:solidFill><a:srgbClr val="{LIGHT.muted[1:]}"/></a:solidFill>'
    own = (
        f'<a:lstStyle><a:lvl1pPr algn="r"><a:defRPr sz="{int(FOOTER * 100)}">{ink}</a:defRPr></a:lvl1pPr></a:lstStyle>'
    )
    field = (
        '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr lang="LANG"/><a:t>‹#›</a:t></a:fld>'
    )
    body = f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/>{own}'
    return _shape("Slide number", f'<p:ph type="sldNum" idx="{idx}"/>', NUMBER_BOX, body, field)


def _rule(top: int = RULE, colour: str = LIGHT.rule) -> str:
    """The line over the footer, or under the title of the cover."""
    left, top, wide, _ = emu((MARGIN, top, WHOLE, 0))
    line = f'<a:ln w="19050"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:ln>'
    return (
        f'<p:cxnSp {_SPACES}><p:nvCxnSpPr><p:cNvPr id="ID" name="Rule"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvCxnSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom>{line}</p:spPr></p:cxnSp>'
    )


def _styles(master: Any) -> None:
    """Findings are set flush left; text has no bullet."""
    for style in master._element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}titleStyle"):
        style[0].set("algn", "l")


def _theme(master: Any) -> None:
    """Fonts and colours by meaning, so that what is added by hand matches."""
    (part,) = (one.target_part for one in master.part.rels.values() if one.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8")
    for font, name in (("majorFont", SERIF), ("minorFont", SANS)):
        text = re.sub(rf'(<a:{font}><a:latin typeface=")[^"]*', rf"\g<1>{name}", text)
    colours = {
        "dk1": LIGHT.text, "lt1": LIGHT.page, "dk2": LIGHT.muted, "lt2": LIGHT.panel, "accent1": LIGHT.measured,
        "accent2": LIGHT.broad, "accent3": LIGHT.disputed, "accent4": LIGHT.today, "accent5": LIGHT.other,
        "accent6": LIGHT.band_edge, "hlink": LIGHT.measured, "folHlink": LIGHT.disputed,
    }  # fmt: skip
    for name, colour in colours.items():
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour[1:]}"/>\g<2>', text)
    part._blob = text.encode("utf-8")
