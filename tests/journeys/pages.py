"""Every page there is, each in the states that look different, for the person who sees it.

A route that gives a page and is not here fails `test_every_page_is_looked_at`. Paths are filled from the world:
`/groepen/{runs[going]}`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.offered import stranger, with_unreachable_list
from tests.journeys.site import Site
from tests.journeys.states import (
    Act,
    answer_wrong,
    ask_for_badge,
    changed,
    check,
    choose_group,
    clash,
    clash_of_marks,
    entrance,
    form_again,
    mailed_link,
    ours,
    press,
    send_unready,
    tick_all,
    undo_something,
)
from tests.journeys.ways_in import checking_in, ending_reminders
from tests.journeys.world import ARDUINO, KEMPEN, READING, THINKING


@dataclass(frozen=True)
class Shown:
    """One page in one state."""

    label: str
    endpoint: str
    path: str | Callable[[Site], str]
    who: str | None = None
    status: int = 200
    act: Act | None = None
    """What is done on it before it is looked at."""
    answer: int = 200
    """The status that this gets."""
    heading: str = ""
    """The message that h1 says, where that is the point."""
    dark: bool = False

    def address(self, site: Site) -> str:
        return self.path(site) if callable(self.path) else self.path.format(**vars(site.world))


def leren(who: str, unit: str) -> str:
    return "/leren/{tracks[" + who + "]}/" + unit


PAGES = (
    # Everybody.
    Shown("aanbod", "public.catalogue", "/aanbod", dark=True),
    Shown("aanbod-gefilterd", "public.catalogue", "/aanbod?thema=vak&q=arduino"),
    Shown("aanbod-leeg", "public.catalogue", "/aanbod?q=zwemmen"),
    Shown("aanbod-aangemeld", "public.catalogue", "/aanbod", "fien"),
    Shown("module", "public.module", f"/modules/{ARDUINO}", dark=True),
    Shown("module-zonder-groep", "public.module", f"/modules/{THINKING}"),
    Shown("module-kort", "public.module", f"/modules/{READING}"),
    Shown("module-ingeschreven", "public.module", f"/modules/{ARDUINO}", "mo"),
    Shown("traject", "public.track", "/trajecten/{trajectory}", dark=True),
    Shown("traject-bezig", "public.track", "/trajecten/{trajectory}", "karim"),
    Shown("herinneringen-uit", "auth.show_unsubscribe", ending_reminders("karim"), dark=True),
    Shown("herinneringen-weer-aan", "auth.unsubscribe", ending_reminders("karim"), act=press("No more reminders")),
    Shown("hulp", "public.help", "/hulp"),
    Shown("privacy", "public.privacy", "/privacy"),
    Shown("toegankelijkheid", "public.accessibility", "/toegankelijkheid"),
    Shown("aanmelden", "auth.sign_in", "/aanmelden", dark=True),
    Shown("aanmelden-fout", "auth.sign_in", "/aanmelden", act=press("Sign in"), answer=422),
    Shown("aanmelden-verstuurd", "auth.link_sent", "/aanmelden/verstuurd"),
    Shown("aanmelden-link", "auth.show_link", mailed_link),
    Shown("aanmelden-link-op", "auth.show_link", "/aanmelden/link/weg", status=410, answer=410),
    Shown("afgemeld", "auth.signed_out", "/afgemeld"),
    Shown("weg", "auth.gone", "/weg"),
    Shown("demo-ingang", "demo.show", entrance),
    Shown("niet-gevonden", "error", "/bestaat-niet", status=404, answer=404),
    Shown("niet-gevonden-aangemeld", "error", "/groepen/bestaat-niet", "ilse", status=404, answer=404),
    Shown("verkeerde-methode", "error", "/afmelden", "mo", status=405, answer=405),
    # Badges, for strangers.
    Shown(
        "badge-geldig", "badges.badge", "/badges/{badges[valid]}", heading="This badge is genuine and valid", dark=True
    ),
    Shown("badge-deelname", "badges.badge", "/badges/{badges[attended]}", heading="This badge is genuine and valid"),
    Shown(
        "badge-ingetrokken", "badges.badge", "/badges/{badges[revoked]}", heading="This badge was revoked", dark=True
    ),
    Shown(
        "badge-vervangen",
        "badges.badge",
        "/badges/{badges[replaced]}",
        heading="This badge was replaced by another one",
        dark=True,
    ),
    Shown("badge-vervallen", "badges.badge", "/badges/{badges[expired]}", heading="This badge has expired"),
    Shown(
        "badge-veranderd",
        "badges.badge",
        "/badges/{badges[tampered]}",
        heading="This badge was changed after it was issued",
    ),
    Shown(
        "badge-gewist",
        "badges.badge",
        "/badges/{badges[erased]}",
        heading="The holder had the data of this badge erased",
    ),
    Shown("badge-onderweg", "badges.badge", "/badges/{badges[pending]}", heading="This badge is being signed"),
    Shown("bewijs", "badges.evidence", "/badges/{badges[valid]}/bewijs/{pieces[text]}"),
    Shown("uitgever", "badges.issuer", f"/issuers/{KEMPEN}"),
    Shown("badgesoort", "badges.achievement", f"/issuers/{KEMPEN}/badges/arduino-praktijk/1"),
    Shown("badgesoort-criteria", "badges.criteria", f"/issuers/{KEMPEN}/badges/arduino-deelname/1/criteria"),
    Shown("controleer", "badges.check", "/controleer", dark=True),
    Shown("controleer-niets", "badges.check", "/controleer", act=press("Check")),
    Shown("controleer-geldig", "badges.check", "/controleer", act=check(ours("valid"))),
    Shown("controleer-ingetrokken", "badges.check", "/controleer", act=check(ours("revoked"))),
    Shown("controleer-veranderd", "badges.check", "/controleer", act=check(changed)),
    Shown("controleer-onbekend", "badges.check", "/controleer", act=check(lambda _visitor: stranger())),
    Shown("controleer-lijst-weg", "badges.check", "/controleer", act=check(lambda _visitor: with_unreachable_list())),
    Shown("controleer-geen-badge", "badges.check", "/controleer", act=check(lambda _visitor: "zomaar een zin")),
    Shown(
        "controleer-veel",
        "badges.check",
        "/controleer",
        act=check(ours("valid"), ours("revoked"), ours("expired"), changed, lambda _visitor: stranger()),
        dark=True,
    ),
    # Learners.
    Shown("thuis-leeg", "learn.home", "/mijn-leerspoor", "lena"),
    Shown("thuis-lezen", "learn.home", "/mijn-leerspoor", "fien", dark=True),
    Shown("thuis-bezig", "learn.home", "/mijn-leerspoor?spoor={tracks[fien]}", "fien"),
    Shown("thuis-ingeleverd", "learn.home", "/mijn-leerspoor", "mo"),
    Shown("thuis-nog-niet", "learn.home", "/mijn-leerspoor", "sara"),
    Shown("thuis-wacht-op-terugkommoment", "learn.home", "/mijn-leerspoor", "lotte"),
    Shown("thuis-klaar", "learn.home", "/mijn-leerspoor", "karim"),
    Shown("lezen-tekst", "learn.unit", leren("fien.reading", "lange-tekst"), "fien", dark=True),
    Shown("lezen-film", "learn.unit", leren("fien.reading", "film"), "fien"),
    Shown("vragen-begin", "learn.unit", leren("mo", "instapcheck"), "mo"),
    Shown("vraag-getal", "learn.unit", leren("mo", "instapcheck") + "?vraag=voorschakelweerstand", "mo"),
    Shown("vraag-keuze", "learn.unit", leren("mo", "instapcheck") + "?vraag=lange-poot", "mo"),
    Shown("vraag-meer", "learn.unit", leren("mo", "instapcheck") + "?vraag=rechtstreeks-op-pin", "mo"),
    Shown("vraag-volgorde", "learn.unit", leren("mo", "instapcheck") + "?vraag=van-sensor-naar-relais", "mo"),
    Shown(
        "vraag-fout",
        "learn.unit",
        leren("mo", "instapcheck") + "?vraag=uitgang-instellen",
        "mo",
        act=answer_wrong,
        dark=True,
    ),
    Shown(
        "vraag-leeg",
        "learn.unit",
        leren("mo", "instapcheck") + "?vraag=lange-poot",
        "mo",
        act=press("Look at my answer"),
        answer=422,
    ),
    Shown("vraag-juist", "learn.unit", leren("sara", "instapcheck") + "?vraag=lange-poot", "sara"),
    Shown("vragen-klaar", "learn.unit", leren("sara", "instapcheck") + "?vraag=klaar", "sara"),
    Shown("vragen-nog-niet", "learn.unit", leren("mo", "fouten-zoeken") + "?vraag=klaar", "mo"),
    Shown("werksessie", "learn.unit", leren("mo", "werksessie"), "mo"),
    Shown("opdracht", "learn.unit", leren("fien", "praktijkopdracht"), "fien"),
    Shown("opdracht-klaar", "learn.unit", leren("lotte", "praktijkopdracht"), "lotte"),
    Shown("terugkommoment", "learn.unit", leren("lotte", "terugkommoment"), "lotte"),
    Shown("inleveren-concept", "learn.hand_in_work", leren("fien", "praktijkopdracht/inleveren"), "fien", dark=True),
    Shown(
        "inleveren-mist",
        "learn.hand_in_work",
        leren("fien", "praktijkopdracht/inleveren"),
        "fien",
        act=press("First choose what your badge shows"),
        answer=422,
    ),
    Shown(
        "inleveren-botsing",
        "learn.hand_in_work",
        leren("fien", "praktijkopdracht/inleveren"),
        "fien",
        act=clash,
        answer=409,
    ),
    Shown("inleveren-keuze", "learn.choose_recipient", leren("pia", "praktijkopdracht/inleveren/keuze"), "pia"),
    Shown("inleveren-gedaan", "learn.hand_in_work", leren("mo", "praktijkopdracht/inleveren"), "mo"),
    Shown("inleveren-terug", "learn.hand_in_work", leren("sara", "praktijkopdracht/inleveren"), "sara"),
    Shown("inleveren-aanvaard", "learn.hand_in_work", leren("lotte", "praktijkopdracht/inleveren"), "lotte"),
    Shown("inleveren-doel", "learn.pick_goal", leren("fien", "praktijkopdracht/inleveren/doelen?zoek=meten"), "fien"),
    Shown(
        "inleveren-resultaten", "learn.results_sheet", leren("fien", "praktijkopdracht/inleveren/resultaten"), "fien"
    ),
    Shown("terugblik", "learn.feedback", leren("karim", "terugblik"), "karim", dark=True),
    Shown(
        "terugblik-leeg",
        "learn.feedback",
        leren("karim", "terugblik"),
        "karim",
        act=press("Send without my name"),
        answer=422,
    ),
    Shown("bewijs-van-werk", "learn.evidence", leren("lotte", "bewijs"), "lotte", dark=True),
    Shown("bijeenkomst-geweest", "learn.meeting", "/bijeenkomsten/{meetings[going.session]}", "lotte"),
    Shown("bijeenkomst-vraag", "learn.meeting", "/bijeenkomsten/{meetings[going.return]}", "lotte"),
    Shown("bijeenkomst-zonder-vraag", "learn.meeting", "/bijeenkomsten/{meetings[going.return]}", "fien"),
    Shown("bijeenkomst-gemist", "learn.meeting", "/bijeenkomsten/{meetings[going.return]}", "sara", dark=True),
    Shown("bijeenkomst-elders", "learn.meeting", "/bijeenkomsten/{meetings[going.return]}", "pia"),
    Shown("bijeenkomst-te-gast", "learn.meeting", "/bijeenkomsten/{meetings[empty.return]}", "pia"),
    Shown("bijeenkomst-vervangtaak", "learn.meeting", "/bijeenkomsten/{meetings[going.return]}", "mo"),
    Shown("inschrijven", "learn.enrol", "/inschrijven/{runs[empty]}", "lena"),
    Shown("inschrijven-vol", "learn.enrol", "/inschrijven/{runs[soon]}", "lena"),
    Shown("inschrijven-voorbij", "learn.enrol", "/inschrijven/{runs[past]}", "lena"),
    Shown("inschrijven-verhuizen", "learn.enrol", "/inschrijven/{runs[empty]}", "mo"),
    Shown("inschrijven-eigen", "learn.enrol", "/inschrijven/{runs[going]}", "mo"),
    Shown("uitschrijven", "learn.leaving", "/inschrijven/{runs[going]}/uitschrijven", "mo"),
    Shown("uitschrijven-niet", "learn.leaving", "/inschrijven/{runs[going]}/uitschrijven", "lena"),
    Shown("inchecken", "learn.check_in", "/inchecken", "lena"),
    Shown("inchecken-fout", "learn.scan", "/in/CCCCCC", "stan", status=422, answer=422),
    Shown("inchecken-zonder-naam", "learn.scan", "/in/CCCCCC", status=422, answer=422),
    Shown("inchecken-knop", "learn.check_in_here", checking_in("stan"), "stan"),
    Shown("ingecheckt", "learn.check_in_here", "/inchecken/{meetings[going.session]}", "fien", dark=True),
    Shown("mijn-badges", "badges.mine", "/mijn-badges", "karim", dark=True),
    Shown("mijn-badges-onderweg", "badges.mine", "/mijn-badges", "fien"),
    Shown("mijn-badges-leeg", "badges.mine", "/mijn-badges", "lena"),
    Shown("mijn-badge", "badges.own", "/mijn-badges/{badges[valid]}", "karim", dark=True),
    Shown("mijn-badge-vervallen", "badges.own", "/mijn-badges/{badges[expired]}", "karim"),
    Shown("materiaal", "learn.materials", leren("mo", "materiaal"), "mo", dark=True),
    Shown("materiaal-niets", "learn.materials", leren("mo", "materiaal"), "mo", act=press("Share it"), answer=422),
    Shown("vragen-van-groep", "learn.questions", leren("mo", "werksessie/vragen"), "mo", dark=True),
    Shown("vragen-leeg", "learn.questions", leren("mo", "instapcheck/vragen"), "mo"),
    Shown(
        "vragen-niets-geschreven",
        "learn.questions",
        leren("mo", "instapcheck/vragen"),
        "mo",
        act=press("Ask your group"),
        answer=422,
    ),
    Shown("mijn-badge-vervangen", "badges.own", "/mijn-badges/{badges[replaced]}", "rik"),
    Shown("vernieuwen", "badges.renewing", "/mijn-badges/{badges[expired]}/vernieuwen", "karim", dark=True),
    Shown(
        "vernieuwen-open",
        "badges.renewing",
        "/mijn-badges/{badges[expired]}/vernieuwen",
        "karim",
        act=press("Renew my badge"),
        answer=422,
    ),
    Shown("mijn-badge-ingetrokken", "badges.own", "/mijn-badges/{badges[revoked]}", "rik"),
    Shown("mijn-badge-onderweg", "badges.own", "/mijn-badges/{badges[pending]}", "wim"),
    Shown("profiel", "auth.profile", "/profiel", "karim"),
    Shown("herinneringen", "auth.reminders", "/profiel/herinneringen", "karim", dark=True),
    Shown("profiel-trainer", "auth.profile", "/profiel", "tom"),
    Shown("profiel-opnieuw", "auth.profile", "/profiel", "karim", act=form_again, answer=400),
    Shown("wachtwoord", "auth.password", "/wachtwoord", "karim"),
    Shown("wachtwoord-fout", "auth.password", "/wachtwoord", "karim", act=press("Save the password"), answer=422),
    Shown("account-weg", "auth.leave", "/profiel/verwijderen", "karim"),
    Shown(
        "adres-bevestigen-op",
        "auth.show_confirmation",
        "/profiel/adressen/bevestig/weg",
        "karim",
        status=410,
        answer=410,
    ),
    # Trainers and managers.
    Shown("nakijken", "teach.queue", "/nakijken", "ilse", dark=True),
    Shown("nakijken-niets", "teach.queue", "/nakijken", "piet"),
    Shown("werk", "teach.grade", "/nakijken/{attempts[mo]}", "ilse", dark=True),
    Shown("werk-onaf", "teach.grade", "/nakijken/{attempts[mo]}", "ilse", act=send_unready, answer=422),
    Shown("werk-botsing", "teach.grade", "/nakijken/{attempts[mo]}", "ilse", act=clash_of_marks, answer=409),
    Shown("werk-nog-niet", "teach.grade", "/nakijken/{attempts[sara]}", "ilse"),
    Shown("werk-beoordeeld", "teach.grade", "/nakijken/{attempts[lotte]}", "ilse"),
    Shown("groepen", "teach.runs", "/groepen", "ilse"),
    Shown("traject-deelnemers", "teach.track", "/trajecten/{trajectory}/deelnemers", "ilse", dark=True),
    Shown("groepen-geen", "teach.runs", "/groepen", "piet"),
    Shown("groep", "teach.run", "/groepen/{runs[going]}", "ilse"),
    Shown("plannen-kies", "teach.plans", "/groepen/plannen", "tom"),
    Shown("plannen", "teach.plan", f"/groepen/plannen/{ARDUINO}", "tom", dark=True),
    Shown("groep-wijzigen", "teach.edit", "/groepen/{runs[going]}/wijzigen", "ilse", dark=True),
    Shown("verzetten", "teach.move", "/groepen/{runs[going]}/bijeenkomsten/{meetings[going.return]}/verzetten", "ilse"),
    Shown("afgelasten", "teach.ask_cancelling", "/groepen/{runs[empty]}/afgelasten", "tom", dark=True),
    Shown("groep-ingeleverd", "teach.handed_in", "/groepen/{runs[going]}/inleveringen", "ilse", dark=True),
    Shown("in-de-klas", "teach.follow_up", "/groepen/{runs[going]}/deelnemers/{tracks[sara]}", "ilse", dark=True),
    Shown("groep-ingeleverd-niemand", "teach.handed_in", "/groepen/{runs[empty]}/inleveringen", "ilse"),
    Shown("groep-voorbij", "teach.run", "/groepen/{runs[past]}", "ilse"),
    Shown("groep-overzicht", "teach.insight", "/groepen/{runs[going]}/overzicht", "ilse", dark=True),
    Shown("groep-overzicht-leeg", "teach.insight", "/groepen/{runs[empty]}/overzicht", "ilse"),
    Shown("groep-leeg", "teach.run", "/groepen/{runs[empty]}", "ilse"),
    Shown("code", "teach.code", "/groepen/{runs[now]}/bijeenkomsten/{meetings[now.session]}/code", "ilse", dark=True),
    Shown("code-voorbij", "teach.code", "/groepen/{runs[going]}/bijeenkomsten/{meetings[going.session]}/code", "ilse"),
    Shown("aanwezig-nu", "teach.attendance", "/groepen/{runs[now]}/bijeenkomsten/{meetings[now.session]}", "ilse"),
    Shown("verplaatsen", "teach.transferring", "/groepen/{runs[going]}/deelnemers/{tracks[mo]}/verplaatsen", "ilse"),
    Shown("aanwezig", "teach.attendance", "/groepen/{runs[going]}/bijeenkomsten/{meetings[going.session]}", "ilse"),
    Shown(
        "aanwezig-vragen", "teach.attendance", "/groepen/{runs[going]}/bijeenkomsten/{meetings[going.return]}", "ilse"
    ),
    Shown(
        "aanwezig-niemand", "teach.attendance", "/groepen/{runs[empty]}/bijeenkomsten/{meetings[empty.session]}", "ilse"
    ),
    Shown(
        "vervangtaak",
        "teach.substitute",
        "/groepen/{runs[going]}/bijeenkomsten/{meetings[going.return]}/vervangtaak/{tracks[mo]}",
        "ilse",
        dark=True,
    ),
    Shown(
        "vervangtaak-geven",
        "teach.substitute",
        "/groepen/{runs[going]}/bijeenkomsten/{meetings[going.return]}/vervangtaak/{tracks[sara]}",
        "ilse",
    ),
    Shown("groepsmateriaal", "teach.materials", "/groepen/{runs[going]}/materiaal", "ilse"),
    Shown("collegas", "coach.colleagues", "/collegas", "cas", dark=True),
    Shown("collegas-niemand", "coach.colleagues", "/collegas", "zara"),
    Shown("groepsvragen", "teach.questions", "/groepen/{runs[going]}/vragen", "ilse", dark=True),
    Shown("groepsvragen-geen", "teach.questions", "/groepen/{runs[empty]}/vragen", "ilse"),
    Shown("uitgegeven", "badges.issued", "/uitgegeven", "tom"),
    Shown("uitgegeven-geen", "badges.issued", "/uitgegeven", "femke"),
    Shown("intrekken", "badges.ask_revocation", "/uitgegeven/{badges[valid]}/intrekken", "tom"),
    Shown(
        "intrekken-zonder-reden",
        "badges.revoke_chosen",
        "/uitgegeven/{badges[valid]}/intrekken",
        "tom",
        act=press("Revoke"),
        answer=422,
    ),
    Shown("intrekken-veel", "badges.revoke_chosen", "/uitgegeven", "tom", act=tick_all("Revoke"), dark=True),
    Shown("verbeteren", "badges.correct_chosen", "/uitgegeven", "tom", act=tick_all("Put right"), dark=True),
    Shown("verbeteren-niets", "badges.correct_chosen", "/uitgegeven", "tom", act=press("Put right"), answer=422),
    Shown("handeling", "badges.act", "/uitgegeven/{badges[attended]}/intrekken", "tom", act=undo_something),
    Shown("intrekken-gedaan", "badges.ask_revocation", "/uitgegeven/{badges[revoked]}/intrekken", "tom"),
    Shown("uitreiken", "badges.giving", "/uitreiken", "tom"),
    Shown("uitreiken-wie", "badges.give", "/uitreiken", "tom", act=ask_for_badge),
    Shown("uitreiken-groep", "badges.give", "/uitreiken", "tom", act=choose_group, dark=True),
)

#: Routes that answer GET with something else than a page, and with what.
NOT_PAGES = {
    "static": "a file",
    "teach.worker": "a script",
    "teach.export_csv": "a sheet",
    "teach.export_xlsx": "a sheet",
    "teach.attendance_state": "for the script of the list",
    "learn.calendar": "for calendars",
    "learn.unit_text": "a file",
    "learn.shared_material": "leads to a file or a page",
    "public.front": "leads to the catalogue",
    "public.choose_group": "leads to enrolling",
    "public.language": "leads back",
    "public.context": "words of badges, for programs",
    "public.material": "a file of a module",
    "learn.evidence_json": "for programs",
    "learn.evidence_document": "a document",
    "learn.list_files": "for the script of handing in",
    "learn.upload_state": "for the script of handing in",
    "learn.resume": "leads to where one was",
    "files.download": "an attachment",
    "files.open_file": "an attachment",
    "badges.download": "a badge file",
    "badges.pdf": "the certificate",
    "badges.png": "a picture with the badge in it",
    "badges.qr": "a picture",
    "badges.verification": "the report, for programs",
    "badges.image": "a picture",
    "badges.did": "keys, for programs",
    "badges.status_list": "a list, for programs",
    "ops.healthz": "for programs",
    "ops.readyz": "for programs",
}

STAFF = frozenset({"cas", "zara", "ilse", "piet", "tom", "femke"})
