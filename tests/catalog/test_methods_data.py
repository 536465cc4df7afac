"""The data of the methods: complete, sourced, and sane for a town of 18,000."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from catalog.facts import Figure
from catalog.load import Catalog, load
from catalog.methods import CONTRIBUTION_PHASES, EFFORT_FIELDS, STRANDS, Effort, Form

PROCEDURES = {"prior_concertation", "urbanism_concertation", "public_inquiry", "ppve", "participatory_budget", "public_debate_cndp"}
OPTIONS = {"falc_session", "lsf_session", "translated_session", "childcare_meeting", "live_quiz", "external_facilitation"}
NOBODY = {"use_observation"}  # watching people asks them nothing: its zeros need no source
UNITS = {
    "people": "people", "share": "share", "capacity": "people", "staff_days": "days", "setup_days": "days", "external_days": "days",
    "purchases": "EUR", "setup_purchases": "EUR", "weeks": "weeks", "lead_weeks": "weeks", "contributions": "per_unit",
    "reading_minutes": "minutes",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def figures(effort: Effort) -> Iterator[tuple[str, Figure]]:
    for name in EFFORT_FIELDS:
        figure = getattr(effort, name)
        if figure is not None:
            yield name, figure


def test_every_form_has_a_complete_rule(catalog: Catalog) -> None:
    assert set(catalog.rules) == set(get_args(Form))
    for rule in catalog.rules.values():
        assert [name for name, _ in figures(rule.effort)] == list(EFFORT_FIELDS)
        assert rule.sources


def test_the_figures_of_a_rule_stay_within_low_and_high_and_never_fall_below_zero(catalog: Catalog) -> None:
    for rule in catalog.rules.values():
        for name, figure in figures(rule.effort):
            assert figure.low is not None and figure.high is not None, (rule.form, name)
            assert 0 <= figure.low <= figure.value <= figure.high, (rule.form, name)


def test_a_figure_is_in_the_unit_that_its_field_expects(catalog: Catalog) -> None:
    for effort in [rule.effort for rule in catalog.rules.values()] + [method.effort for method in catalog.methods.values()]:
        for name, figure in figures(effort):
            assert figure.unit == UNITS[name], name


def test_a_unit_gathers_no_more_people_than_it_has_seats(catalog: Catalog) -> None:
    for rule in catalog.rules.values():
        assert rule.effort.people is not None and rule.effort.capacity is not None
        assert rule.effort.people.value <= rule.effort.capacity.value, rule.form
    for method in catalog.methods.values():
        effort = catalog.effort(method)
        assert effort.people is not None and effort.capacity is not None and effort.capacity.high is not None
        assert effort.people.value <= effort.capacity.high, method.id


def test_a_figure_of_a_method_was_published_and_names_its_source(catalog: Catalog) -> None:
    for method in catalog.methods.values():
        for name, figure in figures(method.effort):
            assert figure.kind in ("measured", "computed"), (method.id, name)
            assert figure.source or method.id in NOBODY, (method.id, name)
            assert figure.source != "practice", (method.id, name)


def test_options_and_procedures_are_never_kind_method(catalog: Catalog) -> None:
    assert {method.id for method in catalog.methods.values() if method.kind == "procedure"} == PROCEDURES
    assert {method.id for method in catalog.methods.values() if method.kind == "option"} == OPTIONS


@pytest.mark.parametrize("phase", CONTRIBUTION_PHASES)
@pytest.mark.parametrize("strand", STRANDS)
def test_every_contribution_phase_has_a_method_in_each_strand(catalog: Catalog, phase: str, strand: str) -> None:
    assert [
        method.id for method in catalog.methods.values()
        if method.kind == "method" and method.strand == strand and phase in method.phases and method.counts_as != "informs"
    ]  # fmt: skip


def test_a_method_drawn_online_asks_for_something_digital(catalog: Catalog) -> None:
    assert [method.id for method in catalog.methods.values() if method.strand == "digital" and method.digital == "none"] == []


def test_what_only_informs_is_in_no_contribution_phase(catalog: Catalog) -> None:
    informs = {method.id for method in catalog.methods.values() if method.counts_as == "informs" and method.kind == "method"}
    contributes = {method.id for method in catalog.methods.values() if set(method.phases) & set(CONTRIBUTION_PHASES)}
    assert informs & contributes == NOBODY


def test_figures_that_would_mislead_a_town_are_observed_and_not_planned_with(catalog: Catalog) -> None:
    misleading = {"phone_poll": "purchases", "letterbox_drop": "people", "reply_card": "people", "permanence": "purchases"}
    for id, name in misleading.items():
        assert getattr(catalog.methods[id].effort, name) is None
        assert catalog.methods[id].observed


def test_a_town_online_consultation_follows_the_local_yardstick(catalog: Catalog) -> None:
    rule = catalog.rules["online_campaign"].effort
    assert rule.people is not None and rule.share is not None
    assert 200 <= rule.people.value <= 500
    assert rule.people.low is not None and rule.people.high is not None
    assert rule.people.low < 200 and rule.people.high > 1000  # villages and large cities were counted too (docs/yields.md)


def test_12000_euros_and_30_agent_days_buy_a_small_blend(catalog: Catalog) -> None:
    # 2 stands 2 × 1.5 + 1 = 4; workshop 3 + 1 = 4; meeting 3.5 + 0.5 = 4; questionnaire 2.5 + 2 = 4.5;
    # forms in 5 places 5 × 0.35 + 0.75 = 2.5; report back 3.5 + 0.5 = 4. In all 23, and a fifth of 30 days, 6, to read and answer.
    blend = {"market_stand": 2, "workshop": 1, "public_meeting": 1, "online_survey": 1, "paper_forms": 5, "report_back_meeting": 1}
    days = euros = 0.0
    for id, units in blend.items():
        effort = catalog.effort(catalog.methods[id])
        value = {name: figure.value for name, figure in figures(effort)}
        days += units * value["staff_days"] + value["setup_days"]
        euros += units * (value["purchases"] + 900 * value["external_days"]) + value["setup_purchases"]  # 900 EUR a bought day
    assert days == pytest.approx(23)
    # 420 + (500 + 900) + 2 × (500 + 450) + 1,350 (platform still to be paid) + 245 = 5,315
    assert euros == pytest.approx(5315)
    assert days + 0.2 * 30 <= 30 and euros <= 12000
