"""Who gets through where (A16, A17): every route, six roles and a visitor, things of the own and another organisation.

The expected table is data, below. A route that is not in it fails, and so does a route without a mark. The answer
to who may not is 404 (or the sign-in page for a visitor), never 403: the two are not told apart.
"""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lms import guards
from lms.app import create_app
from lms.db import Database
from lms.policy import Actor, Permission, policy_of
from lms.wiring import Wiring
from tests.factories import sign_in, token
from tests.lms.matrix_world import ROLES, VISITOR, MatrixWorld, Things, make_matrix_world
from tests.lms.undoing import undone

SIGNED_IN = frozenset(ROLES)
EVERYBODY = SIGNED_IN | {VISITOR}
NOBODY: frozenset[str] = frozenset()
PARTICIPANT = frozenset({"learner"})
TEACHING = frozenset({"trainer", "manager"})
MANAGING = frozenset({"manager"})
COACHING = frozenset({"coach"})

#: (who gets through for things of the own organisation, who for things of the other).
Expected = tuple[frozenset[str], frozenset[str]]
OPEN: Expected = (EVERYBODY, EVERYBODY)
OWN: Expected = (SIGNED_IN, SIGNED_IN)
TAKING_PART: Expected = (PARTICIPANT, NOBODY)
GIVING: Expected = (TEACHING, NOBODY)
GIVING_ANY: Expected = (TEACHING, TEACHING)
JUDGING: Expected = (frozenset({"trainer"}), NOBODY)
MANAGED: Expected = (MANAGING, NOBODY)
MANAGED_ANY: Expected = (MANAGING, MANAGING)

EXPECTED: dict[str, Expected] = {
    # public: pages, sign-in, badges and what issuers publish
    **dict.fromkeys(
        [
            "static",
            "public.front",
            "public.catalogue",
            "public.module",
            "public.choose_group",
            "public.track",
            "public.material",
            "public.context",
            "public.help",
            "public.privacy",
            "public.accessibility",
            "public.language",
            "learn.scan",
            "teach.worker",
            "ops.healthz",
            "ops.readyz",
            "demo.show",
            "demo.enter",
            "auth.sign_in",
            "auth.try_to_sign_in",
            "auth.link_sent",
            "auth.show_link",
            "auth.follow_link",
            "auth.signed_out",
            "auth.gone",
            "auth.show_unsubscribe",
            "auth.unsubscribe",
            "badges.badge",
            "badges.download",
            "badges.pdf",
            "badges.png",
            "badges.qr",
            "badges.verification",
            "badges.check",
            "badges.check_offers",
            "badges.issuer",
            "badges.did",
            "badges.status_list",
            "badges.achievement",
            "badges.criteria",
            "badges.image",
        ],
        OPEN,
    ),
    # a token or the holder's choice opens these, not a role
    "files.download": (NOBODY, NOBODY),
    "learn.calendar": (NOBODY, NOBODY),
    "badges.evidence": (NOBODY, NOBODY),
    # everybody who is signed in, about themselves
    **dict.fromkeys(
        [
            "auth.sign_out",
            "auth.profile",
            "auth.save_profile",
            "auth.add_address",
            "auth.show_confirmation",
            "auth.confirm_address",
            "auth.password",
            "auth.change_password",
            "auth.export",
            "auth.leave",
            "auth.delete_account",
            "auth.reminders",
            "auth.save_reminders",
            "auth.make_agenda",
            "auth.stop_agenda",
            "auth.show_coach",
            "learn.home",
            "badges.mine",
            "learn.enrol",
            "learn.join",
            "learn.wait",
            "learn.leaving",
            "learn.check_in",
            "learn.type_code",
            "learn.send_kept",
            "learn.check_in_here",
            "learn.press_check_in",
        ],
        OWN,
    ),
    # an address that is not one's own is not found, whoever asks
    **dict.fromkeys(["learn.upload_state", "learn.add_to_upload", "learn.stop_upload"], TAKING_PART),
    "auth.make_primary": (NOBODY, NOBODY),
    "auth.remove_address": (NOBODY, NOBODY),
    # only who takes part
    **dict.fromkeys(
        [
            "learn.leave",
            "learn.stop_waiting",
            "learn.resume",
            "learn.unit",
            "learn.finish",
            "learn.keep_place",
            "learn.answer",
            "learn.hand_in_work",
            "learn.change_work",
            "learn.list_files",
            "learn.results_sheet",
            "learn.read_results",
            "learn.evidence",
            "learn.evidence_json",
            "learn.evidence_document",
            "learn.pick_goal",
            "learn.look_back_on_work",
            "learn.link_own_goal",
            "learn.begin_upload",
            "learn.remove_file",
            "learn.autosave",
            "learn.choose_recipient",
            "learn.hand_in_now",
            "learn.take_back",
            "learn.meeting",
            "learn.ask_ahead",
            "learn.feedback",
            "learn.send_feedback",
            "learn.apologise",
            "learn.come_after_all",
            "learn.come_along",
            "learn.hand_in_instead",
            "learn.questions",
            "learn.ask_group",
            "learn.answer_question",
            "learn.solve_question",
            *(f"learn.{name}" for name in ("materials", "share_material", "unshare", "unit_text")),
            "badges.own",
            "badges.set_sharing",
            "badges.choose",
            "badges.renewing",
            "badges.renew_now",
        ],
        TAKING_PART,
    ),
    # who takes part, who gives the group, and who manages the offer
    **dict.fromkeys(["files.open_file", "learn.shared_material"], (PARTICIPANT | TEACHING, NOBODY)),
    # who gives this group or manages the offer of its organisation
    **dict.fromkeys(
        [
            "teach.run",
            "teach.insight",
            "teach.export_csv",
            "teach.export_xlsx",
            "teach.questions",
            "teach.answer_thread",
            "teach.solve_thread",
            "teach.hide_thread",
            *(f"teach.{name}" for name in ("materials", "share_material", "unshare")),
            "teach.attendance",
            "teach.save_attendance",
            "teach.code",
            "teach.tick",
            "teach.attendance_state",
            "teach.decide_waiting",
            "teach.substitute",
            "teach.change_substitute",
            "teach.grade",
            "teach.move_up",
            "teach.transferring",
            "teach.do_transfer",
            "teach.handed_in",
            "teach.remind_group",
            "teach.choose_assessors",
            "teach.change_guests",
            "teach.follow_up",
            "teach.add_follow_up",
        ],
        GIVING,
    ),
    # judging is for who gives the group; a manager looks on
    **dict.fromkeys(
        [
            "teach.begin_grading",
            "teach.change_assessment",
            "teach.autosave_assessment",
            "teach.agree_on_level",
            "teach.second_opinion",
            "teach.change_decision",
            "teach.record_voice",
        ],
        JUDGING,
    ),
    # moving, cancelling and planning: who gives this group or manages the offer of its organisation
    **dict.fromkeys([f"teach.{name}" for name in ("move", "do_move", "call_off", "ask_cancelling")], GIVING),
    **dict.fromkeys([f"teach.{name}" for name in ("do_cancelling", "plan", "do_plan")], GIVING),
    **dict.fromkeys([f"teach.{name}" for name in ("edit", "do_edit", "do_add_meeting")], GIVING),
    "teach.plans": GIVING_ANY,
    "teach.runs": GIVING_ANY,
    "teach.queue": GIVING_ANY,
    "teach.track": GIVING_ANY,
    # a digital coach, and then only what colleagues show
    "coach.colleagues": (COACHING, COACHING),
    # who manages the offer
    "badges.issued": MANAGED_ANY,
    "badges.giving": MANAGED_ANY,
    "badges.give": MANAGED,
    **dict.fromkeys(
        ["badges.ask_revocation", "badges.revoke_chosen", "badges.correct_chosen", "badges.act", "badges.undo_act"],
        MANAGED,
    ),
}

#: What a variable is called in the address, where routes use one name for different things.
RENAMED = {
    ("learn.unshare", "item"): "own_item",
    ("public.module", "slug"): "module",
    ("teach.plan", "slug"): "module",
    ("teach.do_plan", "slug"): "module",
    ("public.choose_group", "slug"): "module",
    ("public.track", "slug"): "track",
    ("teach.track", "slug"): "track",
    ("public.material", "slug"): "module",
    ("public.context", "name"): "context",
    ("files.open_file", "public_id"): "file",
    ("files.download", "public_id"): "file",
}
UNIT = {
    **dict.fromkeys(
        [
            "hand_in_work",
            "change_work",
            "pick_goal",
            "link_own_goal",
            "look_back_on_work",
            "list_files",
            "results_sheet",
            "read_results",
            "begin_upload",
            "upload_state",
            "add_to_upload",
            "stop_upload",
            "remove_file",
            "autosave",
            "choose_recipient",
            "hand_in_now",
            "take_back",
        ],
        "assignment",
    ),
    "answer": "quiz",
}


#: What a form must hold before its view looks at whose things these are.
FORMS = {
    "badges.give": {"badge": "badge_version", "adressen": "address"},
    "badges.revoke_chosen": {"badge": "public_id"},
    "badges.correct_chosen": {"badge": "public_id"},
    "learn.link_own_goal": {"weg": "number"},
}

#: What its headers must hold before a view does anything.
HEADERS = {
    "learn.add_to_upload": {
        "Upload-Offset": "0",
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
    },
}


def arguments(rule: Rule, things: Things) -> dict[str, str]:
    found = {}
    for name in rule.arguments:
        value = things.values.get(RENAMED.get((rule.endpoint, name), name))
        if name == "slug" and rule.endpoint.startswith("badges."):
            value = things.values["issuer"]
        if name == "unit_slug":
            value = UNIT.get(rule.endpoint.partition(".")[2], value)
        assert value is not None, f"{rule.endpoint}: the matrix does not know what {name} is"
        found[name] = value
    return found


def outcome(app: Flask, who: int | None, rule: Rule, things: Things) -> str:
    """`through`, `sign in` or `not found`; anything else is a fault and named as it is."""
    client = app.test_client()
    if who is not None:
        sign_in(client, who)
    with app.test_request_context():
        path = app.url_map.bind("localhost:8000").build(rule.endpoint, arguments(rule, things))
    method = next((one for one in ("POST", "PATCH", "DELETE") if one in (rule.methods or ())), "GET")
    fields = {name: things.values[value] for name, value in FORMS.get(rule.endpoint, {}).items()}
    data = {"csrf_token": token(client), **fields} if method == "POST" else None
    headers = HEADERS.get(rule.endpoint, {}) | ({"X-CSRFToken": token(client)} if method in ("PATCH", "DELETE") else {})
    answer = client.open(path, method=method, data=data, headers=headers, base_url="http://localhost:8000")
    answer.close()
    if answer.status_code == 401 or (answer.status_code == 302 and answer.location.startswith("/aanmelden")):
        return "sign in" if who is None else "signed out"
    if answer.status_code == 404:
        return "not found"
    if answer.status_code in (403, 405) or (answer.status_code >= 500 and rule.endpoint != "ops.readyz"):
        return f"status {answer.status_code}"
    return "through"


def expected(endpoint: str, who: str, own: bool) -> set[str]:
    through = EXPECTED[endpoint][0 if own else 1]
    if who in through:
        return {"through"}
    return {"sign in", "not found"} if who == VISITOR else {"not found"}


def differences(app: Flask, world: MatrixWorld, database: Database, *only: str) -> list[str]:
    """Every cell that is not as the table says, of all routes or of these."""
    found = []
    with undone(database):
        for rule in [rule for rule in app.url_map.iter_rules() if not only or rule.endpoint in only]:
            for own, things in ((True, world.own), (False, world.other)):
                for who in (VISITOR, *ROLES):
                    got = outcome(app, world.people.get(who), rule, things)
                    if got not in expected(rule.endpoint, who, own):
                        found.append(f"{rule.endpoint} {who} {'own' if own else 'other'}: {got}")
    return found


@pytest.fixture
def world(wiring: Wiring) -> MatrixWorld:
    return make_matrix_world(wiring)


def test_every_route_is_marked_and_in_the_table(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert [name for name in sorted(endpoints) if policy_of(app.view_functions[name]) is None] == []
    assert endpoints - set(EXPECTED) == set(), "say in the table who may use this route"
    assert set(EXPECTED) - endpoints == set(), "the table names a route that does not exist"


def test_a_route_that_nobody_marked_does_not_answer(app: Flask) -> None:
    app.add_url_rule("/vergeten", "forgotten", lambda: "oops")
    assert app.test_client().get("/vergeten").status_code == 404


@pytest.mark.timeout(300)
def test_the_matrix(app: Flask, world: MatrixWorld, database: Database, wiring: Wiring) -> None:
    assert differences(app, world, wiring.database) == []


def test_a_twin_that_forgets_the_marks_is_seen(
    wiring: Wiring, world: MatrixWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "_allowed", lambda: None)
    twin = create_app(wiring=wiring)
    twin.testing = True
    assert "badges.issued learner own: through" in differences(twin, world, wiring.database, "badges.issued")


def test_a_twin_that_forgets_organisations_is_seen(
    app: Flask, wiring: Wiring, world: MatrixWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everywhere(self: Actor, permission: Permission) -> set[int]:
        return set(range(1, 100))

    monkeypatch.setattr(Actor, "organisations", everywhere)
    found = differences(app, world, wiring.database, "badges.ask_revocation", "teach.grade")
    assert "badges.ask_revocation manager other: through" in found
    assert "teach.grade manager other: through" in found
