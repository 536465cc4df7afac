"""The bars of a public in a card: three states, then who may find it hard to come; always with their ranges in words."""

from __future__ import annotations

from html import escape

from catalog.load import Catalog
from catalog.words import Lang, french_spaces, people_range, percent_range, translator
from planner.divide import States
from planner.presence import Hindered
from views import charts

MEETING = "public_meeting"  # the evening meeting that "to come" is asked of
STATES = ("autonomous", "needs_help", "offline")
HATCH = {
    "autonomous": "none",
    "needs_help": "repeating-linear-gradient(45deg, #5c667059 0 2px, transparent 2px 7px)",
    "offline": "repeating-linear-gradient(45deg, #ffffff4d 0 1px, transparent 1px 5px), repeating-linear-gradient(-45deg, #ffffff4d 0 1px, transparent 1px 5px)",
}
STYLE = """
.pub-name { font-weight: 700; font-size: 1.08rem; margin: 0 0 .1rem; overflow-wrap: anywhere; }
.pub-bar { position: relative; display: flex; height: 20px; border-radius: 3px; overflow: hidden; margin: .15rem 0 .3rem; background: #eef0f2; }
.pub-bar span { display: block; height: 100%; border-right: 1px solid #fff; box-sizing: border-box; }
.pub-bar i { position: absolute; height: 3px; background: #0f0f0f; outline: 1px solid #fff; }
.pub-words { list-style: none; padding: 0 !important; margin: 0 0 .5rem !important; font-size: .95rem; line-height: 1.45; }
.pub-words li { margin: 0 !important; padding: 0 !important; }
.pub-words strong { white-space: nowrap; }
.pub-words small { color: #4a4f57; }
.pub-key { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-right: .45em; border: 1px solid #5c6670; }
.pub-come { background: #ffffff; border: 1px solid #6b7480; height: 12px; }
.pub-come b { position: absolute; height: 100%; background: #4c4a8f; }
.pub-come b.may { background: repeating-linear-gradient(90deg, #4c4a8f 0 3px, #c9c8e6 3px 8px); }
.pub-come b.open { background: repeating-linear-gradient(90deg, #8f8dc4 0 1px, #ffffff 1px 9px); }
.pub-note { font-size: .88rem; color: #4a4f57; margin: .1rem 0; overflow-wrap: anywhere; }
.door { font-size: 1.15rem; font-weight: 700; margin: 0 0 .2rem; }
.pub-note code { color: #0f0f0f; background: #eef0f2; padding: 0 .3em; }
.pub-kind { display: inline-block; border: 1px solid #6b7480; border-radius: 3px; padding: 0 .4em; font-size: .82rem; color: #3a3f46; }
""" + "".join(f".pub-{name} {{ background: {HATCH[name]}, {charts.STATE_COLOURS[name]}; }}\n".replace("none, ", "") for name in STATES)


def labels(lang: Lang) -> dict[str, str]:
    """The three states as the page names them."""
    _ = translator(lang)
    return {"autonomous": _("alone"), "needs_help": _("with help"), "offline": _("never use the internet")}


def states(found: States, people: float, lang: Lang) -> str:
    """The HTML of the three states of so many people: a bar with a line over each limit, then the ranges."""
    _ = translator(lang)
    names = labels(lang)
    shares = {name: getattr(found, name) for name in STATES}
    spans = "".join(f'<span class="pub-{name}" style="width:{shares[name].value:.2%}"></span>' for name in STATES)
    alone, off = shares["autonomous"], shares["offline"]
    lines = _line(alone.low, alone.high, "top:3px") + _line(1 - off.high, 1 - off.low, "bottom:3px")
    words = {
        name: (people_range(each.low * people, each.high * people, lang), percent_range(each.low, each.high, lang))
        for name, each in shares.items()
    }
    told = ", ".join(f"{names[name]} {words[name][1]}" for name in STATES)
    items = "".join(
        f'<li><span class="pub-key pub-{name}"></span><strong>{words[name][0]}</strong> {escape(names[name])} <small>({words[name][1]})</small></li>'
        for name in STATES
    )
    bar = f'<div class="pub-bar" role="img" aria-label="{escape(_("Online: {told}").format(told=told))}">{spans}{lines}</div>'
    return spaced(f'{bar}<ul class="pub-words">{items}</ul>', lang)


def presence(found: Hindered, people: float, catalog: Catalog, lang: Lang) -> str:
    """The HTML of who may find it hard to come to an evening public meeting: a range, what opens it and what is not known."""
    _ = translator(lang)
    title = _("May find it hard to come to a public meeting in the evening")
    share, heads = hard(found, people, lang)
    low, high = min(found.low, 1.0), max(found.known_high, found.low)
    zones = [("", 0.0, low), ("may", low, high), *([("open", high, 1.0)] if found.high is None else [])]
    parts = "".join(f'<b class="{kind}" style="left:{start:.2%};width:{end - start:.2%}"></b>' for kind, start, end in zones)
    unknown = ", ".join(catalog.barriers[each].label(lang) for each in found.unknown)
    counted = ", ".join(
        f"{catalog.barriers[each.barrier].label(lang)} {percent_range(each.low, each.high, lang)}"
        for each in found.barriers
        if each.low is not None and each.high is not None
    )
    lines = [f'<p class="pub-note"><strong>{escape(title)}</strong> : {escape(heads)} ({escape(share)})</p>' if lang == "fr"
             else f'<p class="pub-note"><strong>{escape(title)}</strong>: {escape(heads)} ({escape(share)})</p>']  # fmt: skip
    lines.append(f'<div class="pub-bar pub-come" role="img" aria-label="{escape(f"{title} {share}")}">{parts}</div>')
    if counted:
        lines.append(f'<p class="pub-note">{escape(_("Counted: {names}").format(names=counted))}</p>')
    if unknown:
        lines.append(f'<p class="pub-note">{escape(_("Not known: {names}").format(names=unknown))}</p>')
    return spaced("".join(lines), lang)


def hard(found: Hindered, people: float, lang: Lang) -> tuple[str, str]:
    """Who may find it hard to come, as a share and as people: a range, said to be open above where something is not known."""
    _ = translator(lang)
    share = percent_range(found.low, max(found.known_high, found.low), lang)
    heads = people_range(found.low * people, max(found.known_high, found.low) * people, lang)
    if found.high is None and found.known_high < 1:
        share = _("{share}, or more: something is not known").format(share=share)
    return share, _("{people} people").format(people=heads)


def spaced(html: str, lang: Lang) -> str:
    """French spaces in a piece of page."""
    return french_spaces(html) if lang == "fr" else html


def _line(low: float, high: float, where: str) -> str:
    """The interval of a limit, over the bar."""
    return f'<i style="{where};left:{max(low, 0):.2%};width:{max(high - low, 0.005):.2%}"></i>'
