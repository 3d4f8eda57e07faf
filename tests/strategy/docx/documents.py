"""Word documents for the tests, written as Word writes them: XML in a zip."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import PIL.Image

from strategy.docx.ooxml import SPACES

TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN = f"{TYPES}document.main+xml"
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{rest}</w:style>'
    for key, name, rest in [
        *((f"Kop{n}", f"heading {n}", "") for n in range(1, 7)),
        ("Titel", "Title", ""),
        ("Bijschrift", "caption", ""),
        ("Citaat", "Quote", ""),
        ("Inhopg1", "toc 1", ""),
        ("Lijstalinea", "List Paragraph", ""),
        ("EigenKop", "Kop van de gemeente", '<w:basedOn w:val="Kop2"/>'),
    ]
) + (
    '<w:style w:type="character" w:styleId="Zwaar"><w:name w:val="Strong"/>'
    "<w:rPr><w:b/></w:rPr></w:style>"
)


def _levels(kind):
    return "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/></w:lvl>'
        for n in range(9)
    )


# 1 has dots, 2 and 4 figures (4 begins anew), 3 letters.
NUMBERING = (
    "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{_levels(kind)}</w:abstractNum>'
        for n, kind in ((1, "bullet"), (2, "decimal"), (3, "lowerLetter"))
    )
    + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2, 3))
    + '<w:num w:numId="4"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def r(words, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def p(*content, style="", mark="", more=""):
    inside = "".join(r(one) if not one.startswith("<") else one for one in content)
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    mark = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{style}{more}{mark}</w:pPr>{inside}</w:p>"


def li(*content, num=1, level=0):
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return p(*content, style="Lijstalinea", more=place)


def who(author="Eerste auteur"):
    return f'w:id="900" w:author="{author}" w:date="2026-03-03T10:00:00Z"'


def ins(words, **by):
    return f"<w:ins {who(**by)}>{r(words)}</w:ins>"


def away(words, **by):
    run = r(words).replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")
    return f"<w:del {who(**by)}>{run}</w:del>"


def tc(*content, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content)}</w:tc>"


def tr(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


HEADER = "<w:tblHeader/>"


def picture(key="image1", alt="Kaart van Twente"):
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic>'
        f'<a:graphicData uri="x"><a:blip r:embed="{key}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def png(colour=120):
    file = BytesIO()
    PIL.Image.new("RGB", (30, 20), colour).save(file, "PNG")
    return file.getvalue()


def comment(key, text, *, author="Tweede auteur", date="2026-03-04T09:30:00Z", paragraph=""):
    return (
        f'<w:comment w:id="{key}" w:author="{author}" w:date="{date}">'
        f'<w:p w14:paraId="{paragraph}">{r(text)}</w:p></w:comment>'
    )


def commented(key, words):
    return (
        f'<w:commentRangeStart w:id="{key}"/>{r(words)}<w:commentRangeEnd w:id="{key}"/>'
        f'<w:r><w:commentReference w:id="{key}"/></w:r>'
    )


def note(kind, key, text):
    return f'<w:{kind} w:id="{key}"><w:p><w:r><w:{kind}Ref/></w:r>{r(" " + text)}</w:p></w:{kind}>'


def reference(kind, key):
    return f'<w:r><w:{kind}Reference w:id="{key}"/></w:r>'


def link(words, key="link1"):
    return f'<w:hyperlink r:id="{key}">{r(words)}</w:hyperlink>'


def word(
    *body,
    comments="",
    extended="",
    footnotes="",
    endnotes="",
    header="",
    links=(),
    images=None,
    main_type=MAIN,
    parts=None,
    drawn_in=ZIP_DEFLATED,
):
    """The bytes of a document. `images`: key → bytes; `links`: addresses of link1, link2, …"""
    relations, files = [], {}

    def part(kind, name, root, content):
        if content:
            relations.append(
                f'<Relationship Id="{kind}" Type="{RELATIONS}{kind}" Target="{name}"/>'
            )
            files[f"word/{name}"] = f"<w:{root} {DECLARED}>{content}</w:{root}>"

    part("styles", "styles.xml", "styles", STYLES)
    part("numbering", "numbering.xml", "numbering", NUMBERING)
    part("comments", "comments.xml", "comments", comments)
    part("footnotes", "footnotes.xml", "footnotes", footnotes)
    part("endnotes", "endnotes.xml", "endnotes", endnotes)
    part("header", "header1.xml", "hdr", header)
    if extended:
        part("commentsExtended", "commentsExtended.xml", "x", extended)
        files["word/commentsExtended.xml"] = (
            f"<w15:commentsEx {DECLARED}>{extended}</w15:commentsEx>"
        )
    for number, address in enumerate(links, 1):
        relations.append(
            f'<Relationship Id="link{number}" Type="{RELATIONS}hyperlink" '
            f'Target="{escape(address)}" TargetMode="External"/>'
        )
    for key, content in (images or {}).items():
        relations.append(f'<Relationship Id="{key}" Type="{RELATIONS}image" Target="media/{key}"/>')
        files[f"word/media/{key}"] = content
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="x"><Relationship Id="1" '
        f'Type="{RELATIONS}officeDocument" Target="/word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {DECLARED}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="x">{"".join(relations)}</Relationships>',
        **files,
        **(parts or {}),
    }
    file = BytesIO()
    with ZipFile(file, "w", drawn_in) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()
