"""What made a document: every number by name, and the versions at the foot of each page."""

from __future__ import annotations

import json
import re
from datetime import date

from catalog.load import Catalog
from planner import VERSION
from planner.evaluate import evaluate
from planner.plan import Plan
from planner.record import Difference, Made, checksum, compared, foot, made, numbers_of, text

TODAY = date(2026, 11, 22)
CERTIFICATE = {
    "objective": "x", "claimed": 0.5, "exact": 0.4, "bound": 0.6, "gap": 1 / 3, "seconds": 4.2, "proven": False, "scope": "all methods",
}  # fmt: skip
PLAN = Plan.model_validate({
    "brief": {
        "subject": "La place", "territory": {"name": "Bourg", "people": 5_000},
        "audiences": [{"name": "riverains / rue haute", "people": 700}],
    },
    "activities": [{"id": "a/b", "method": "market_stand", "phase": "diagnose", "units": 2}],
    "certificate": CERTIFICATE,
})  # fmt: skip


def test_numbers_are_named_by_what_they_count(catalog: Catalog) -> None:
    evaluation = evaluate(PLAN, catalog)
    found = numbers_of(PLAN, evaluation)
    assert found["cost"] == evaluation.cost
    assert found["activities/a/b/units"] == 2
    assert found["coverage/riverains / rue haute/people"] == 700
    assert found["coverage/all/comes"] == evaluation.of("all").comes
    # 7 totals, 10 by activity, 7 by public (one and everybody), the value of the certificate
    assert len(found) == 7 + 10 + 2 * 7 + 1


def test_of_a_certificate_only_the_value_can_be_computed_again(catalog: Catalog) -> None:
    evaluation = evaluate(PLAN, catalog)
    assert {name: value for name, value in numbers_of(PLAN, evaluation).items() if name.startswith("certificate")} == {
        "certificate/exact": 0.4
    }
    assert numbers_of(PLAN, evaluation, exact=0.25)["certificate/exact"] == 0.25
    bare = PLAN.model_copy(update={"certificate": None})
    assert "certificate/exact" not in numbers_of(bare, evaluation, exact=0.25)


def test_a_difference_is_more_than_the_order_of_additions() -> None:
    was, now = {"a": 1e9, "b": 2.0, "c": 3.0}, {"a": 1e9 + 0.5, "b": 2.00001, "d": 4.0}
    assert compared(was, now) == (
        Difference(name="b", was=2.0, now=2.00001), Difference(name="c", was=3.0, now=None), Difference(name="d", was=None, now=4.0),
    )  # fmt: skip


def test_a_record_is_read_back_as_it_was(catalog: Catalog) -> None:
    record = made(PLAN, catalog, "note", "en", TODAY, evaluate(PLAN, catalog), date(2027, 11, 22))
    assert (record.engine, record.data) == (VERSION, catalog.version)
    assert Made.model_validate(json.loads(text(record))) == record


def test_the_foot_says_the_versions_the_brief_and_until_when(catalog: Catalog) -> None:
    record = made(PLAN, catalog, "note", "en", TODAY, evaluate(PLAN, catalog), date(2027, 11, 22))
    mark = checksum(PLAN.brief)
    assert re.fullmatch("[0-9a-f]{8}", mark)
    assert (
        foot(record)
        == f"Maillage {VERSION} · data {catalog.version} · brief {mark} · kept online until 22 November 2027 unless opened by then"
    )
    assert (
        foot(record.model_copy(update={"kept_until": None, "lang": "fr"}))
        == f"Maillage {VERSION} · données {catalog.version} · cadrage {mark}"
    )
    other = PLAN.brief.model_copy(update={"subject": "La rue"})
    assert checksum(other) != mark and checksum(PLAN.brief.model_copy()) == mark
