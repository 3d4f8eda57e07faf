"""What a secretary types and pastes, and the texts that are refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters import body

TABLE = (
    '<table><thead><tr><th scope="col" class="w5">Stap</th><th scope="col" class="w7">Wanneer</th></tr></thead>'
    '<tbody><tr><th scope="row">Raad</th><td>mei</td></tr></tbody></table>'
)


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("Een.\n\nTwee.", "<p>Een.</p>\n<p>Twee.</p>"),
        ("Regel een\nregel twee", "<p>Regel een<br>regel twee</p>"),
        ("## Kop\nTekst", "<h2>Kop</h2>\n<p>Tekst</p>"),
        ("# Kop\n### Onder", "<h2>Kop</h2>\n<h3>Onder</h3>"),
        ("### Te diep", "<h2>Te diep</h2>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("•\ta\n•\tb", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("- a\n  vervolg", "<ul><li>a vervolg</li></ul>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        (
            "- a\n  - b\n    - c\n- d",
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
        ),
        ("Dit is **vet** en _schuin_.", "<p>Dit is <strong>vet</strong> en <em>schuin</em>.</p>"),
        ("bestand_met_streepjes 2 * 3 * 4", "<p>bestand_met_streepjes 2 * 3 * 4</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        (
            "Zie https://example.org/a_b_c.",
            '<p>Zie <a href="https://example.org/a_b_c">https://example.org/a_b_c</a>.</p>',
        ),
        (
            "| Stap | Wanneer |\n|---|---|\n| Raad | mei |",
            TABLE,
        ),
        ("drie\u2011delig\u00ad en\u202f5", "<p>drie-delig en\u00a05</p>"),
        ("2025 was een jaar", "<p>2025 was een jaar</p>"),
    ],
)
def test_typed_text(typed: str, made: str) -> None:
    assert body.to_html(typed).replace("&nbsp;", "\u00a0") == made


@pytest.mark.parametrize(
    "text",
    [
        "woord " * 40_000,
        "\n\n".join("a" * 3 for _ in range(5_000)),
        "\n".join("  " * n + "- diep" for n in range(12)),
        "|" + "a|" * 50,
        "\n".join("| a | b |" for _ in range(500)),
    ],
    ids=["200 KB", "thousands of paragraphs", "12 levels", "50 columns", "500 rows"],
)
def test_a_bomb_is_refused_at_once_with_a_reason(text: str) -> None:
    started = time.process_time()
    with pytest.raises(body.BodyRefused) as refused:
        body.to_html(text)
    assert time.process_time() - started < 2
    assert str(refused.value)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" * 6,
        "<p>" * 2_000,
        "<table><tr>" + "<th>a</th>" * 100 + "</tr></table>",
        "<table><tr><td>no heading</td></tr></table>",
        "<h3>starts too deep</h3>",
    ],
)
def test_html_from_elsewhere_is_measured_too(html: str) -> None:
    with pytest.raises(body.BodyRefused):
        body.clean(html)


def test_spans_that_never_end_are_left_out() -> None:
    html = '<table><tr><th colspan="1000000" rowspan="9999">a</th></tr></table>'
    assert "span" not in body.clean(html)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab -#*_|<>&\"'\n\t1.", max_size=200))
def test_whatever_is_typed_only_letter_tags_come_out(text: str) -> None:
    try:
        html = body.to_html(text)
    except body.BodyRefused:
        return
    assert body.clean(html) == html
    assert "<script" not in html
