"""What a Word document says in the shapes of the portal, and what the portal says it cannot keep."""

from __future__ import annotations

from io import BytesIO

import docx as python_docx
import pytest

from strategy.docx import read
from strategy.text.nodes import children, flat_text, without_id
from strategy.text.schema import validated
from tests.strategy.docx.documents import (
    HEADER,
    away,
    comment,
    commented,
    ins,
    li,
    link,
    note,
    p,
    picture,
    png,
    r,
    reference,
    tbl,
    tc,
    tr,
    who,
    word,
)


def texts(content, title="Wonen"):
    found = read(content, title=title)
    assert validated(found.text) == found.text
    return found


def plain(node):
    """A block as (kind, words) or, of a list, its tree."""
    if node["type"] in ("bulletList", "orderedList"):
        return [node["type"], *[[plain(one) for one in children(item)] for item in children(node)]]
    if node["type"] == "heading":
        return f"{'#' * node['attrs']['level']} {flat_text(node)}"
    return flat_text(node)


def blocks(*body, **more):
    return [plain(block) for block in children(texts(word(*body, **more)).text)]


def told(*body, **more):
    return {entry["what"]: entry["n"] for entry in read(word(*body, **more), title="Wonen").report}


def test_headings_become_ours_from_the_highest_on():
    assert blocks(
        p("Opgave", style="Kop1"),
        p("Tekst."),
        p("Deel", style="Kop2"),
        p("Stuk", style="EigenKop"),
        p("Diep", style="Kop3"),
        p("Dieper", style="Kop4"),
    ) == ["## Opgave", "Tekst.", "### Deel", "### Stuk", "#### Diep", "#### Dieper"]


@pytest.mark.parametrize("heading", ["Wonen", "3. Wonen", "Hoofdstuk 3: wonen"])
@pytest.mark.parametrize("style", ["Kop1", "Titel"])
def test_the_title_of_the_chapter_is_left_out_and_said(heading, style):
    body = p(heading, style=style), p("Opgave", style="Kop2"), p("Tekst.")
    assert blocks(*body) == ["## Opgave", "Tekst."]
    assert told(*body)["title"] == 1


def test_deeper_headings_are_said():
    body = [p(f"Kop {n}", style=f"Kop{n}") for n in range(1, 7)]
    assert blocks(*body)[2:] == ["#### Kop 3", "#### Kop 4", "#### Kop 5", "#### Kop 6"]
    assert told(*body)["heading_levels"] == 3


def test_bold_italic_and_links():
    (block,) = children(
        texts(
            word(
                p(r("vet", "<w:b/>"), r(" schuin", "<w:i/>"), r(" niet", '<w:b w:val="0"/>')),
                links=["https://almelo.nl/"],
            )
        ).text
    )
    assert [one.get("marks") for one in children(block)] == [
        [{"type": "bold"}],
        [{"type": "italic"}],
        None,
    ]


def test_a_style_of_characters_is_bold_too():
    (block,) = children(texts(word(p(r("x", '<w:rStyle w:val="Zwaar"/>')))).text)
    assert children(block)[0]["marks"] == [{"type": "bold"}]


@pytest.mark.parametrize(
    ("address", "kept"),
    [("https://almelo.nl/a?b=1&c=2", True), ("javascript:alert(1)", False), ("file:///c", False)],
)
def test_links_that_may_stay(address, kept):
    found = texts(word(p("Zie ", link("hier"), "."), links=[address]))
    (block,) = children(found.text)
    hrefs = [mark["attrs"]["href"] for one in children(block) for mark in one.get("marks", [])]
    assert (hrefs, flat_text(block)) == ([address] if kept else [], "Zie hier.")
    assert bool(found.report) != kept


def test_a_link_written_as_a_field():
    run = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = '<w:r><w:instrText> HYPERLINK "https://twente.nl/" </w:instrText></w:r>'
    field = run.format("begin") + instruction + run.format("separate")
    (block,) = children(texts(word(p("Zie ", field + r("Twente") + run.format("end"), "!"))).text)
    assert [one.get("marks", [{}])[0].get("attrs") for one in children(block)] == [
        None,
        {"href": "https://twente.nl/"},
        None,
    ]


def test_a_field_that_never_ends_swallows_nothing():
    assert blocks(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "weg"), p("Hier.")) == [
        "Hier."
    ]


def test_lists_with_dots_and_numbers_and_lists_within():
    assert blocks(
        li("een"), li("een-a", level=1), li("een-b", num=2, level=1), li("twee"), p("Tussen."),
    ) == [
        [
            "bulletList",
            ["een", ["bulletList", ["een-a"]], ["orderedList", ["een-b"]]],
            ["twee"],
        ],
        "Tussen.",
    ]  # fmt: skip


def test_numbers_go_on_and_begin_anew():
    found = texts(
        word(li("a", num=2), li("b", num=2), p("Tussen."), li("c", num=2), li("d", num=4))
    )
    starts = [one["attrs"]["start"] for one in children(found.text) if one["type"] == "orderedList"]
    assert starts == [1, 3, 1]


def test_letters_become_numbers_and_that_is_said():
    assert told(li("a", num=3), li("b", num=3)) == {"list_letters": 1}


def test_a_paragraph_of_a_list_without_a_dot_belongs_to_its_item():
    assert blocks(li("een"), p("vervolg", style="Lijstalinea"), li("twee")) == [
        ["bulletList", ["een", "vervolg"], ["twee"]]
    ]


def test_the_deepest_list_is_accepted_also_in_a_table():
    body = [li(f"n{level}", level=level) for level in range(9)]
    found = texts(word(tbl(tr(tc(*body), tc(p("x"))), tr(tc(p("y")), tc(p("z"))))))
    assert "list_depth" in {entry["what"] for entry in found.report}
    assert "n8" in flat_text(found.text)


def test_a_quotation_is_one_block():
    assert [one["type"] for one in children(texts(word(p("a", style="Citaat"), p("b", style="Citaat"))).text)] == ["blockquote"]  # fmt: skip


def test_tables_with_spanning_cells():
    found = texts(
        word(
            tbl(
                tr(
                    tc(p("Gemeente"), properties='<w:vMerge w:val="restart"/>'),
                    tc(p("Woningen"), properties='<w:gridSpan w:val="2"/>'),
                    properties=HEADER,
                ),
                tr(
                    tc(p(), properties="<w:vMerge/>"), tc(p("2030")), tc(p("2040")),
                    properties=HEADER,
                ),
                tr(tc(p("Almelo")), tc(p("100")), tc(p("200"), li("punt"))),
            )
        )
    )  # fmt: skip
    (table,) = children(found.text)
    rows = [
        [
            (one["type"], one["attrs"]["colspan"], one["attrs"]["rowspan"], flat_text(one))
            for one in children(row)
        ]
        for row in children(table)
    ]
    assert rows == [
        [("tableHeader", 1, 2, "Gemeente"), ("tableHeader", 2, 1, "Woningen")],
        [("tableHeader", 1, 1, "2030"), ("tableHeader", 1, 1, "2040")],
        [
            ("tableCell", 1, 1, "Almelo"),
            ("tableCell", 1, 1, "100"),
            ("tableCell", 1, 1, "200 punt"),
        ],
    ]
    assert found.report == []


def test_what_a_table_cannot_hold():
    inner = tbl(tr(tc(p("binnen")), tc(p("ook"))))
    body = tbl(tr(tc(p("Kop", style="Kop2"), inner, p()), tc(p(picture(), "tekst"))))
    more = {"images": {"image1": png()}}
    assert told(body, **more) == {"table_table": 1, "table_picture": 1, "table_header": 2}
    found = texts(word(body, **more)).text
    assert [one["type"] for one in children(found)] == ["table", "figure"]
    assert "binnen" in flat_text(found) and "ook" in flat_text(found)


def test_a_table_with_one_cell_is_a_box():
    body = tbl(tr(tc(p("In een kader."))))
    assert blocks(body) == ["In een kader."] and told(body) == {"table_box": 1}


def test_pictures_with_their_description_and_caption():
    found = texts(
        word(p(picture()), p("Figuur 1. Twente.", style="Bijschrift"), images={"image1": png()})
    )
    (figure,) = children(found.text)
    assert figure["attrs"]["alt"] == "Kaart van Twente"
    assert flat_text(figure) == "Figuur 1. Twente."
    assert list(found.pictures) == [figure["attrs"]["src"]]
    assert found.report == []


def test_a_picture_in_a_sentence_stands_below_it():
    found = texts(word(p("Voor ", picture(alt=""), "na."), images={"image1": png()}))
    assert [one["type"] for one in children(found.text)] == ["paragraph", "figure"]
    assert [one["what"] for one in found.report] == ["picture_alt"]


def test_pictures_that_cannot_be_read_are_said():
    body = p("x", picture("emf"), picture("web", alt="Kaart"))
    content = word(body, images={"emf": b"\x01\x00\x00\x00"}, links=[])
    assert [one["what"] for one in read(content, title="").report] == ["picture_kind"]


def test_footnotes_and_endnotes_stand_where_their_number_stood():
    found = texts(
        word(
            p("Een", reference("footnote", 2), " en twee", reference("endnote", 2), "."),
            footnotes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            + note("footnote", 2, "Bron: CBS."),
            endnotes=note("endnote", 2, "Bron: PBL."),
        )
    )
    (block,) = children(found.text)
    assert [(one["type"], flat_text(one)) for one in children(block)] == [
        ("text", "Een"),
        ("footnote", "Bron: CBS."),
        ("text", "en twee"),
        ("footnote", "Bron: PBL."),
        ("text", "."),
    ]


def test_a_note_on_itself_and_a_box_in_a_box_are_read_once():
    itself = f'<w:footnote w:id="2">{p("Bron", reference("footnote", 2))}</w:footnote>'
    assert blocks(p("Een", reference("footnote", 2)), footnotes=itself) == ["Een Bron"]
    box = "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>"
    nested = p("kader", picture())
    for _depth in range(20):
        nested = p("kader", box.format(nested))
    found = texts(word(nested, images={"image1": png()})).text
    assert flat_text(found).count("kader") == 21


def test_square_metres_keep_their_meaning():
    raised, lowered = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    assert blocks(p("10 m", r("2", raised), ", CO", r("2", lowered))) == ["10 m², CO₂"]


@pytest.mark.parametrize(
    ("body", "what", "words"),
    [
        ("<w:r><w:pict><v:shape><v:textbox><w:txbxContent>" + p("kader") + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>", "text_box", "kader"),
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "equation", "a+b"),
        ('<w:r><w:br w:type="page"/></w:r>', "page", ""),
        ('<w:r><w:drawing><c:chart r:id="x"/></w:drawing></w:r>', "chart", ""),
        ("<w:r><w:object/></w:r>", "object", ""),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "symbol", ""),
        (r("geheim", "<w:vanish/>"), "hidden", ""),
        (r("streep", '<w:u w:val="single"/>'), "layout", "streep"),
        (r("x", f"<w:b/><w:rPrChange {who()}><w:rPr/></w:rPrChange>"), "layout_changes", "x"),
        ("<w:r><w:drawing><wp:inline/></w:drawing></w:r>", "drawing", ""),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)  # fmt: skip
def test_what_cannot_be_kept_is_said_and_its_words_stay(body, what, words):
    content = word(p("Tekst.", body))
    found = texts(content)
    assert [one["what"] for one in found.report] == [what]
    assert words in flat_text(found.text) and "geheim" not in flat_text(found.text)


def test_what_the_portal_makes_itself_is_left_out():
    body = p("Inhoud 1", style="Inhopg1"), p("Tekst.")
    assert blocks(*body, header=p("Concept")) == ["Tekst."]
    assert told(*body, header=p("Concept")) == {"toc": 1, "header_footer": 1}


def changes_of(*body, **more):
    found = texts(word(*body, **more))
    order = {block["attrs"]["id"]: n for n, block in enumerate(children(found.text))}
    return (
        [plain(block) for block in children(found.text)],
        [
            (order[one["block"]], [plain(block) for block in children(one["proposed"])], one["authors"])
            for one in found.changes
        ],
    )  # fmt: skip


SANNE = ["Eerste auteur"]


def test_words_in_and_out_of_a_paragraph():
    assert changes_of(p("Wij bouwen ", away("veel"), ins("weinig"), "."), p("Vast.")) == (
        ["Wij bouwen veel.", "Vast."],
        [(0, ["Wij bouwen weinig."], SANNE)],
    )


def test_a_new_paragraph_belongs_to_the_one_before_it():
    mark = f"<w:ins {who()}/>"
    assert changes_of(p("Eerst."), p(ins("Nieuw."), mark=mark), p("Dan.")) == (
        ["Eerst.", "Dan."],
        [(0, ["Eerst.", "Nieuw."], SANNE)],
    )


def test_a_new_paragraph_at_the_end_of_an_old_one():
    # So does Word when one presses Enter at the end of a paragraph: its mark is the new one.
    assert changes_of(p("Eerst.", mark=f"<w:ins {who()}/>"), p(ins("Nieuw.")), p("Dan.")) == (
        ["Eerst.", "Dan."],
        [(0, ["Eerst.", "Nieuw."], SANNE)],
    )


def test_a_paragraph_that_goes():
    assert changes_of(p("Blijft."), p(away("Gaat."), mark=f"<w:del {who()}/>"), p("Ook.")) == (
        ["Blijft.", "Gaat.", "Ook."],
        [(1, [""], SANNE)],
    )


def test_two_paragraphs_that_become_one():
    assert changes_of(p("Een. ", mark=f"<w:del {who()}/>"), p("Twee.")) == (
        ["Een.", "Twee."],
        [(0, ["Een. Twee."], SANNE), (1, [""], SANNE)],
    )


def test_an_item_a_row_and_a_note_that_are_new():
    mark = f"<w:ins {who()}/>"
    new_item = li(ins("nieuw")).replace("</w:pPr>", f"<w:rPr>{mark}</w:rPr></w:pPr>", 1)
    assert changes_of(li("een"), new_item, li("twee"))[1] == [
        (0, [["bulletList", ["een"], ["nieuw"], ["twee"]]], SANNE)
    ]
    table = tbl(
        tr(tc(p("a")), tc(p("b")), properties=HEADER),
        tr(tc(p(ins("c"))), tc(p(ins("d"))), properties=mark),
    )
    before, changed = changes_of(table)
    assert (before, changed) == (["a b"], [(0, ["a b c d"], SANNE)])


def test_changes_in_a_note_and_in_a_box_are_changes_too():
    new = note("footnote", 2, "Bron").replace("</w:p>", f"{ins('!')}</w:p>")
    assert changes_of(p("Een", reference("footnote", 2)), footnotes=new) == (
        ["Een Bron"],
        [(0, ["Een Bron!"], SANNE)],
    )
    inner = p("kader", ins("!"))
    box = (
        f"<w:r><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    assert changes_of(p("Een", box)) == (["Een", "kader"], [(1, ["kader!"], SANNE)])


def test_a_picture_stays_a_block_of_its_own_when_its_paragraph_changes():
    more = {"images": {"image1": png()}}
    kinds = ["Oud", ""]
    assert changes_of(p(away("Oud"), ins("Nieuw"), picture()), **more) == (
        kinds,
        [(0, ["Nieuw"], SANNE)],
    )
    gone = f"<w:del {who()}>{picture()}</w:del>"
    assert changes_of(p("Oud", gone), **more) == (kinds, [(1, [""], SANNE)])
    new = f"<w:ins {who()}>{picture()}</w:ins>"
    assert changes_of(p("Oud"), p(new), **more) == (["Oud"], [(0, ["Oud", ""], SANNE)])


def test_a_comment_on_a_picture_stands_at_the_picture():
    anchored = f'<w:commentRangeStart w:id="1"/>{picture()}<w:commentRangeEnd w:id="1"/>'
    found = texts(
        word(p("Eerst."), p(anchored), comments=comment(1, "Oud?"), images={"image1": png()})
    )
    assert found.comments[0]["block"] == children(found.text)[1]["attrs"]["id"]


def test_moved_words_are_out_there_and_in_here():
    gone, came = f"<w:moveFrom {who()}>{r(' zin')}</w:moveFrom>", f"<w:moveTo {who()}>{r(' zin')}</w:moveTo>"  # fmt: skip
    assert changes_of(p("A", gone), p("B", came)) == (
        ["A zin", "B"],
        [(0, ["A"], SANNE), (1, ["B zin"], SANNE)],
    )


def test_an_insertion_taken_out_by_somebody_else_is_in_neither():
    inner = away("x", author="Tweede auteur")
    before, changed = changes_of(p("Tekst", f"<w:ins {who()}>{inner}</w:ins>", "."))
    assert (before, changed) == (["Tekst."], [])


def test_a_document_that_is_new_from_top_to_bottom():
    before, changed = changes_of(p(ins("Alles."), mark=f"<w:ins {who()}/>"))
    assert (before, changed) == ([""], [(0, ["Alles."], SANNE)])


def test_comments_with_their_words_and_answers():
    found = texts(
        word(
            p("Wij bouwen ", commented(1, "veel woningen"), "."),
            p("Vast."),
            comments=comment(1, "Hoeveel?", paragraph="0A")
            + comment(2, "Honderd.", paragraph="0B"),
            extended='<w15:commentEx w15:paraId="0A" w15:done="1"/>'
            '<w15:commentEx w15:paraId="0B" w15:paraIdParent="0A" w15:done="1"/>',
        )
    )
    (conversation,) = found.comments
    assert conversation["block"] == children(found.text)[0]["attrs"]["id"]
    assert (conversation["quote"], conversation["is_resolved"]) == ("veel woningen", True)
    assert [one["text"] for one in conversation["said"]] == ["Hoeveel?", "Honderd."]


def test_a_comment_on_new_words_stands_at_their_paragraph():
    new = f"<w:ins {who()}>{commented(1, 'nieuw')}</w:ins>"
    found = texts(word(p("Eerst."), p("Dan ", new, "."), comments=comment(1, "Waarom?")))
    assert found.comments[0]["block"] == children(found.text)[1]["attrs"]["id"]


def test_a_document_made_by_another_program():
    document = python_docx.Document()
    document.add_heading("Wonen", 1)
    document.add_heading("Opgave", 2)
    document.add_paragraph("Twente bouwt.")
    document.add_paragraph("een", style="List Bullet")
    document.add_paragraph("twee", style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "kop"
    document.add_picture(BytesIO(png()))
    document.add_paragraph("Figuur 1", style="Caption")
    file = BytesIO()
    document.save(file)
    found = texts(file.getvalue()).text
    assert [plain(one) for one in children(found)] == [
        "## Opgave",
        "Twente bouwt.",
        ["bulletList", ["een"]],
        ["orderedList", ["twee"]],
        "kop",
        "Figuur 1",
    ]
    assert without_id(children(found)[-1])["type"] == "figure"


def test_a_row_in_which_everything_goes_on_makes_nothing_longer():
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = word(
        tbl(
            tr(tc(p("A"), properties=begins), tc(p("B"), properties=begins)),
            tr(tc(p(""), properties=goes_on), tc(p(""), properties=goes_on)),
            tr(tc(p("C")), tc(p("D"))),
        )
    )
    (table,) = children(read(document, title="Wonen").text)
    assert [[cell["attrs"]["rowspan"] for cell in row["content"]] for row in table["content"]] == [
        [1, 1],
        [1, 1],
    ]
