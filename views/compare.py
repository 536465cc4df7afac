"""Comparer: which tool for these uses, how firm that answer is, and which question would settle it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from catalog import sourcing, verdict
from catalog.compare import TOP_WEIGHT, USUAL_WEIGHT, Comparison, Wishes, compare, serving
from catalog.finding import fold
from catalog.load import Catalog
from catalog.words import Lang, percent_range, translator
from views import cached, cards, charts, files, state, tables

ASKED = ("tools", "weight", "must", "need")  # what this page keeps in its address
AT_MOST = 8  # tools side by side
SOURCES_SHOWN = 3  # of a fact; the workbook has them all
SERVING = 5  # tools offered for a plan


# -- the address ---------------------------------------------------------------------------------------


def _tools(catalog: Catalog) -> list[str]:
    return [id for id in dict.fromkeys(st.query_params.get_all("tools")) if id in catalog.tools][:AT_MOST]


def _wishes(catalog: Catalog) -> Wishes:
    """What the address asks for; what it names and nobody knows is passed over."""
    weights = {}
    for word in st.query_params.get_all("weight"):
        id, _, value = word.partition(".")
        if id in catalog.scales and value.isdecimal() and int(value) <= TOP_WEIGHT:
            weights[id] = int(value)
    return Wishes(
        weights=weights,
        must=tuple(id for id in catalog.scales if id in st.query_params.get_all("must")),
        needs=tuple(id for id in catalog.uses if id in st.query_params.get_all("need")),
    )


def _put(name: str, values: Sequence[str]) -> None:
    if values:
        st.query_params[name] = list(values)
    else:
        st.query_params.pop(name, None)


def _weigh(id: str) -> None:
    weights = dict(wishes.weights) | {id: st.session_state[f"weight-{id}"]}
    _put("weight", [f"{name}.{value}" for name, value in weights.items() if value != USUAL_WEIGHT])


def _require(id: str) -> None:
    left = [name for name in wishes.must if name != id]
    _put("must", [*left, id] if st.session_state[f"must-{id}"] else left)


def _from_plan() -> None:
    """The uses that the methods of the plan at hand ask for, and the tools that serve most of them."""
    plan = state.plan()
    uses = dict.fromkeys(use for activity in plan.activities for use in catalog.methods[activity.method].uses) if plan else {}
    if uses:
        _put("need", list(uses))
        _put("tools", serving(catalog, uses, SERVING))


# -- what is asked ---------------------------------------------------------------------------------------


def _ask() -> None:
    st.session_state["compare-tools"], st.session_state["compare-needs"] = tools, list(wishes.needs)
    one, two = st.columns(2, vertical_alignment="bottom")
    one.multiselect(
        _("Tools to compare"), sorted(catalog.tools, key=lambda id: fold(catalog.tools[id].name)), key="compare-tools", max_selections=AT_MOST,
        format_func=lambda id: catalog.tools[id].name, on_change=lambda: _put("tools", st.session_state["compare-tools"]),
        placeholder=_("Choose two tools or more"),
    )  # fmt: skip
    two.multiselect(
        _("Uses you need"), list(catalog.uses), key="compare-needs", format_func=lambda id: catalog.uses[id].name(lang),
        on_change=lambda: _put("need", st.session_state["compare-needs"]), placeholder=_("All uses are equal to you"),
    )  # fmt: skip
    plan = state.plan()
    if plan and plan.activities:
        st.button(_("Take the tools that serve my plan"), on_click=_from_plan, icon=":material/auto_awesome:")


def _weights() -> None:
    """Weights and must-haves; a criterion of weight 0 does not count."""
    st.subheader(_("What counts for you"))
    st.caption(_("From 0 (does not count) to 10. All weigh 5 until you choose. What is required sets aside the tools that surely lack it."))
    for id, scale in catalog.scales.items():
        if id == "needs" and not wishes.needs:
            continue
        st.session_state[f"weight-{id}"] = wishes.weights.get(id, USUAL_WEIGHT)
        st.session_state[f"must-{id}"] = id in wishes.must
        a, b = st.columns([3, 2], vertical_alignment="bottom")
        a.number_input(
            scale.label(lang),
            min_value=0,
            max_value=TOP_WEIGHT,
            step=1,
            key=f"weight-{id}",
            on_change=_weigh,
            args=(id,),
            help=scale.reading(lang),
        )
        b.checkbox(_("Required"), key=f"must-{id}", on_change=_require, args=(id,))


# -- what the facts allow ----------------------------------------------------------------------------------


def _ranks(comparison: Comparison) -> None:
    ranks = comparison.ranking.ranks
    names = [catalog.tools[each.tool].name for each in ranks]
    if len(ranks) > 1:
        words = [_("rank {n}").format(n=place) for place in range(1, len(ranks) + 1)]
        st.plotly_chart(charts.ranks(names, [each.shares for each in ranks], words), config=charts.CONFIG, theme=None)
    header = [sourcing.T[name](lang) for name in ("tool", "first", "range", "value", "conditions")]
    st.html(
        tables.table(
            header,
            [[escape(cell) for cell in row] for row in sourcing.rank_rows(catalog, comparison, lang)],
            sourcing.T["ranks_caption"](lang),
            lang,
        )
    )
    with st.expander(_("How this is computed")):
        st.markdown(verdict.METHOD(lang))
        st.markdown(
            _(
                "The value is the weighted mean of the worths, from 0 to 1. Worths and scales are our default: hover over a criterion to read its own."
            )
        )


def _what_would_change(comparison: Comparison) -> None:
    for title, lines, none in (
        ("flips", verdict.flips, "no_flip"),
        ("settling", verdict.settling, "no_settling"),
        ("dominated", verdict.dominated, None),
    ):
        said = lines(catalog, comparison, lang) or ([sourcing.T[none](lang)] if none else [])
        if said and len(comparison.ranking.ranks) > 1:
            st.markdown(f"**{sourcing.T[title](lang)}**\n\n" + "\n".join(f"- {line}" for line in said))


def _facts(comparison: Comparison) -> None:
    """Facts side by side, each with its sources; what is open is marked by words too."""
    numbers: dict[str, int] = {}
    rows = []
    for id in comparison.weights:
        if not comparison.weights[id] and id not in comparison.wishes.must:
            continue
        cells = []
        for tool in comparison.tools:
            score = comparison.scores[tool, id]
            marks = ", ".join(
                f'<a href="#source-{numbers.setdefault(key, len(numbers) + 1)}">{numbers[key]}</a>' for key in score.sources[:SOURCES_SHOWN]
            )
            words = escape(sourcing.found(catalog, comparison, tool, id, lang))
            cells.append(f"{words}<sup>{marks}</sup>" if marks and score.values else words)
        open_ = [not comparison.scores[tool, id].known for tool in comparison.tools]
        head = f"{escape(catalog.scales[id].label(lang))}<small>{_('weight {n}').format(n=comparison.weights[id])}</small>"
        rows.append([head, *(f'<span class="open">{cell}</span>' if mark else cell for cell, mark in zip(cells, open_, strict=True))])
    names = [catalog.tools[tool].name for tool in comparison.tools]
    st.html(tables.table([sourcing.T["criterion"](lang), *names], rows, sourcing.T["facts_caption"](lang), lang))
    st.caption(_("On a tinted ground: a fact that is unknown, to be confirmed, or open; it counts as a range."))
    with st.expander(_("Sources ({n})").format(n=len(numbers))):
        st.html("<ol>" + "".join(f'<li id="source-{number}">{_source(key)}</li>' for key, number in numbers.items()) + "</ol>")


def _source(key: str) -> str:
    source = catalog.sources[key]
    opened = source.read_on.isoformat() if source.read_on else sourcing.T["carried"](lang)
    return f"{cards.source(source)}, {opened}"


def _profile(comparison: Comparison) -> None:
    used = [id for id, weight in comparison.weights.items() if weight]
    names = [catalog.tools[tool].name for tool in comparison.tools]
    ends = [[(comparison.scores[tool, id].low, comparison.scores[tool, id].high) for id in used] for tool in comparison.tools]
    st.plotly_chart(charts.profile(names, [catalog.scales[id].label(lang) for id in used], ends), config=charts.CONFIG, theme=None)
    rows = [
        [escape(catalog.scales[id].label(lang)), *(percent_range(*ends[place][row], lang) for place in range(len(names)))]
        for row, id in enumerate(used)
    ]
    st.html(tables.table([sourcing.T["criterion"](lang), *names], rows, _("Worth on each criterion, from 0 % to 100 %"), lang))


def _letters(comparison: Comparison) -> None:
    tool = st.selectbox(_("Write to the vendor of"), comparison.tools, format_func=lambda id: catalog.tools[id].name, key="letter-of")
    if tool:
        st.code(verdict.letter(catalog, comparison, tool, lang), language=None, wrap_lines=True)


def _exports(comparison: Comparison) -> None:
    today = date.today()
    one, two, three = st.columns(3)
    one.download_button(
        _("Sourcing note (Word)"), lambda: files.made(".docx", lambda path: sourcing.write_note(catalog, comparison, path, lang, today)),
        file_name=_("sourcing-note.docx"), mime=files.WORD, icon=":material/description:", width="stretch", on_click="ignore", type="primary",
    )  # fmt: skip
    two.download_button(
        _("Facts, scores and sources (Excel)"), lambda: files.made(".xlsx", lambda path: sourcing.write_workbook(catalog, comparison, path, lang, today)),
        file_name=_("comparison.xlsx"), mime=files.WORKBOOK, icon=":material/table:", width="stretch", on_click="ignore",
    )  # fmt: skip
    three.download_button(
        _("Requirements grid of the tender (Excel)"), lambda: files.made(".xlsx", lambda path: sourcing.write_grid(catalog, comparison.wishes, path, lang)),
        file_name=_("requirements.xlsx"), mime=files.WORKBOOK, icon=":material/checklist:", width="stretch", on_click="ignore",
        help=_("Needs without brand or ranking, with proofs, scenarios and clauses. Keep the sourcing note apart from it."),
    )  # fmt: skip


# -- the page ------------------------------------------------------------------------------------------

state.own("compare", ASKED)
catalog = cached.catalog()
lang: Lang = state.lang()
_ = translator(lang)
st.html(tables.STYLE)
st.title(_("Compare"))
st.html(f"<p class='lead'>{_('Which tool for your uses, and does that answer hold?')}</p>")
tools, wishes = _tools(catalog), _wishes(catalog)
_ask()
comparison = compare(catalog, tools, wishes)
if len(tools) < 2:
    st.info(verdict.verdict(catalog, comparison, lang))
    st.stop()
results, choices = st.columns([5, 2], gap="medium")
with choices:
    _weights()
with results:
    st.html(f"<p class='answer' role='status'>{escape(verdict.verdict(catalog, comparison, lang))}</p>")
    _ranks(comparison)
    _what_would_change(comparison)
    facts, profile, letters = st.tabs([_("Facts side by side"), _("Profiles"), _("Questions to vendors")])
    with facts:
        _facts(comparison)
    with profile:
        _profile(comparison)
    with letters:
        _letters(comparison)
    st.subheader(_("Take away"))
    _exports(comparison)
