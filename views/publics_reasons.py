"""Why: what sets each public apart, which indicators are read, how it is computed, and what nobody counts."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from catalog.words import percent, translator
from catalog.yamlfile import BadInput
from planner.brief import Brief
from planner.divide import AGES_SOURCE, OUTSIDE_SURVEYS, SEED_SOURCE
from planner.fits import HELPS, OFFLINE
from planner.national import national
from planner.reasons import Reason, reasons
from views import cached, fields, publics_bars, state

STRONG = 0.7  # log-odds: about twice as many


def show(brief: Brief) -> None:
    """Everything that is folded under the answer."""
    _ = translator(state.lang())
    with st.expander(_("Reasons: what sets each public apart")):
        _reasons(brief)
    with st.expander(_("Indicators, method and what is not counted")):
        _indicators()
        _method()


def _reasons(brief: Brief) -> None:
    lang = state.lang()
    _ = translator(lang)
    try:
        place = cached.composition(brief.territory)
        if brief.territory:
            st.markdown(f"**{fields.plain(brief.territory.name)}**, " + _("compared with metropolitan France:"))
            _listed(reasons(cached.catalog(), place, {}, national(cached.catalog())))
        for audience in brief.audiences:
            st.markdown(f"**{fields.plain(audience.name)}**, " + _("compared with its territory:"))
            if audience.profile:
                _listed(reasons(cached.catalog(), place, audience.profile, place))
            else:
                st.markdown("- " + _("no profile: nothing sets it apart from the territory in this computation."))
    except BadInput as error:
        st.caption(fields.refused(error))
    st.caption(
        _("Computed: shares of the public against the territory, weighed by what each criterion changes in the surveys of 2020 and 2022.")
    )


def _listed(found: Sequence[Reason]) -> None:
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    lines = [] if found else [_("next to nothing sets it apart.")]
    for each in found:
        criterion = catalog.criteria[each.criterion]
        words = _("further from digital") if each.pull > 0 else _("nearer to digital")
        strength = _("strongly") if abs(each.pull) >= STRONG else _("slightly")
        lines.append(
            _("{criterion}: {category}, {here} against {there}; {strength} {direction}.").format(
                criterion=criterion.label(lang), category=criterion.names[each.category](lang).lower(), here=percent(each.here, lang),
                there=percent(each.there, lang), strength=strength, direction=words,
            )
        )  # fmt: skip
    st.markdown("\n".join(f"- {line}" for line in lines))


def _indicators() -> None:
    lang = state.lang()
    _ = translator(lang)
    catalog = cached.catalog()
    computer, procedure, done = (catalog.indicators[name] for name in HELPS)
    names = publics_bars.labels(lang)
    offline = catalog.indicators[OFFLINE]
    st.markdown(f"- **{names['offline']}** — {offline.label(lang)} ({offline.population(lang)})")
    st.markdown(
        f"- **{names['needs_help']}** — "
        + _("among the people online. Central definition: the more frequent of “{computer}” and “{procedure}”. Low end: the less frequent of the two. High end: “{done}”.").format(
            computer=computer.label(lang), procedure=procedure.label(lang), done=done.label(lang)
        )
    )  # fmt: skip
    st.markdown(f"- **{names['autonomous']}** — " + _("everybody else."))
    rows = [(row.year, row.source) for each in (offline, computer, procedure, done) for row in each.values if row.calibrate]
    years: dict[str, set[int]] = {}
    for year, source in rows:
        years.setdefault(source, set()).add(year)
    told = [f"{_title(source)} ({', '.join(map(str, sorted(given)))})" for source, given in sorted(years.items())]
    told += [_title(source) for source in (SEED_SOURCE, AGES_SOURCE) if source in catalog.sources and source not in years]
    st.markdown("**" + _("Sources of these figures:") + "** " + " ; ".join(told) + ".")


def _title(source: str) -> str:
    found = cached.catalog().sources[source]
    return fields.plain(", ".join(str(part) for part in (found.title, found.publisher, found.year) if part))


def _method() -> None:
    lang = state.lang()
    _ = translator(lang)
    st.markdown(
        _(
            "These shares are computed: each indicator is fitted so that every published margin is reproduced, then applied to the composition of the place. Rates are never multiplied."
        )
    )
    st.markdown(
        _(
            "Each range holds four chances in five: it counts the size of the surveys, the gap between two waves, what has changed since, the definitions of help, and what no survey says of a place. In all is counted on the people of the territory: somebody who is in two publics counts once."
        )
    )
    st.markdown(
        _(
            "Finding it hard to come is another, coarser measure: hours, place, steps, children, reading, hearing, language. What is not known stays unknown and opens the top of the range."
        )
    )
    st.markdown("**" + _("Not counted by any survey:") + "** " + ", ".join(text(lang) for text in OUTSIDE_SURVEYS) + ".")
