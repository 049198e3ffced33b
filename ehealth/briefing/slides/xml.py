"""The parts of a chart's XML (DrawingML) that every kind of chart uses, in the order that its schema asks for."""

from __future__ import annotations

from xml.sax.saxutils import escape

from ehealth.charts.colours import LIGHT
from ehealth.wording.neutral import xml_text

TAGS = {"fr": "fr-FR", "en": "en-GB"}
TICK, VALUE, SMALL = 12, 14, 11  # points of text: 20, 23 and 18 pixels of a slide 1600 wide
SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
NOTHING = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
_LINE = f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{LIGHT.grid[1:]}"/></a:solidFill></a:ln>'
GRID = f"<c:majorGridlines><c:spPr>{_LINE}</c:spPr></c:majorGridlines>"


def fill(colour: str) -> str:
    """A plain colour, #RRGGBB."""
    return f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'


def painted(colour: str) -> str:
    """A shape of one colour."""
    return f"<c:spPr>{fill(colour)}<a:ln><a:noFill/></a:ln></c:spPr>"


def hatched(colour: str) -> str:
    """A shape that stands for a part only: 45° hatching, as on the page."""
    pattern = (
        f'<a:fgClr><a:srgbClr val="{colour[1:]}"/></a:fgClr><a:bgClr><a:srgbClr val="{LIGHT.page[1:]}"/></a:bgClr>'
    )
    edge = f'<a:ln w="12700">{fill(colour)}</a:ln>'
    return f'<c:spPr><a:pattFill prst="wdUpDiag">{pattern}</a:pattFill>{edge}</c:spPr>'


def stroke(colour: str, width: float, dash: str = "") -> str:
    """A line, `width` points wide."""
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<c:spPr><a:ln w="{int(width * 12700)}" cap="rnd">{fill(colour)}{dashed}<a:round/></a:ln></c:spPr>'


def text(size: float, colour: str, lang: str, *, bold: bool = False) -> str:
    """c:txPr: horizontal text that does not wrap."""
    run = f'<a:defRPr sz="{int(size * 100)}" b="{int(bold)}">{fill(colour)}</a:defRPr>'
    body = '<a:bodyPr rot="0" vert="horz" wrap="none"/><a:lstStyle/>'
    return f'<c:txPr>{body}<a:p><a:pPr>{run}</a:pPr><a:endParaRPr lang="{TAGS[lang]}"/></a:p></c:txPr>'


def shown(*, value: bool = False) -> str:
    """What a label shows of its point: the value, or the text that it was given."""
    flags = {"LegendKey": 0, "Val": int(value), "CatName": 0, "SerName": 0, "Percent": 0, "BubbleSize": 0}
    return "".join(f'<c:show{name} val="{flag}"/>' for name, flag in flags.items())


def number_label(place: int | None, code: str, style: str, position: str) -> str:
    """The label that writes its point's value: of one point (c:dLbl), or what stands in c:dLbls for all (None)."""
    said = f'<c:numFmt formatCode="{escape(code, {chr(34): "&quot;"})}" sourceLinked="0"/>{NOTHING}{style}'
    said += f'<c:dLblPos val="{position}"/>{shown(value=True)}'
    return said if place is None else f'<c:dLbl><c:idx val="{place}"/>{said}</c:dLbl>'


def text_label(
    place: int, said: str, size: float, colour: str, lang: str, position: str, *, lead: str = "", bold: bool = False
) -> str:
    """The label of one point that is words, line by line; `lead` stands before them in bold."""
    side = {"r": "l", "l": "r"}.get(position, "ctr")
    first = _run(lead, size, colour, lang, True) if lead else ""
    lines = "".join(
        f'<a:p><a:pPr algn="{side}"/>{"" if at else first}{_run(line, size, colour, lang, bold) if line else ""}</a:p>'
        for at, line in enumerate(said.split("\n"))
    )
    rich = f'<c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{lines}</c:rich></c:tx>'
    return f'<c:dLbl><c:idx val="{place}"/>{rich}{NOTHING}<c:dLblPos val="{position}"/>{shown(value=True)}</c:dLbl>'


def _run(said: str, size: float, colour: str, lang: str, bold: bool) -> str:
    look = f'<a:rPr lang="{TAGS[lang]}" sz="{int(size * 100)}" b="{int(bold)}">{fill(colour)}</a:rPr>'
    return f"<a:r>{look}<a:t>{escape(xml_text(said))}</a:t></a:r>"


def category_axis(own: int, other: int, side: str, style: str, *, reverse: bool = False, hidden: bool = False) -> str:
    """c:catAx: names without tick marks."""
    turn = "maxMin" if reverse else "minMax"
    return (
        f'<c:catAx><c:axId val="{own}"/><c:scaling><c:orientation val="{turn}"/></c:scaling>'
        f'<c:delete val="{int(hidden)}"/><c:axPos val="{side}"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="9525">{fill(LIGHT.band_edge)}</a:ln></c:spPr>{style}<c:crossAx val="{other}"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="60"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def value_axis(
    own: int,
    other: int,
    side: str,
    ends: tuple[float, float, float],
    code: str,
    style: str,
    *,
    grid: bool = True,
    hidden: bool = False,
    far: bool = False,
    between: str = "between",
) -> str:
    """c:valAx from low to high in steps (`ends`). far: it stands at the other axis's end."""
    low, high, step = ends
    lines = GRID if grid else ""
    quoted = escape(code, {'"': "&quot;"})
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{high:g}"/>'
        f'<c:min val="{low:g}"/></c:scaling><c:delete val="{int(hidden)}"/><c:axPos val="{side}"/>{lines}'
        f'<c:numFmt formatCode="{quoted}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{style}<c:crossAx val="{other}"/>'
        f'<c:crosses val="{"max" if far else "autoZero"}"/><c:crossBetween val="{between}"/>'
        f'<c:majorUnit val="{step:g}"/></c:valAx>'
    )


def space(drawn: str, inner: tuple[float, float, float, float], lang: str) -> bytes:
    """The whole part: charts and axes (`drawn`) in a plot at left, top, width, height (`inner`, parts of the frame)."""
    x, y, wide, high = inner
    layout = (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{wide:.4f}"/><c:h val="{high:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {SPACES}><c:date1904 val="0"/>'
        f'<c:lang val="{TAGS[lang]}"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f'<c:plotArea>{layout}{drawn}<c:spPr><a:noFill/></c:spPr></c:plotArea><c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart>{NOTHING}{text(TICK, LIGHT.text, lang)}</c:chartSpace>'
    ).encode()
