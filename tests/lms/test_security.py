"""What stands round every route: CSRF, headers, hosts, sizes, logs (A16, A20, A22, A29; ASVS 3.4, 14.3.2)."""

import io
import json
import logging
import re
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms import guards, logs
from lms.app import create_app
from lms.db import Database
from lms.policy import public
from lms.settings import load_settings
from lms.wiring import Wiring, build
from tests.factories import make_person, sign_in, token

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}

#: Unsafe routes that need no token, each with its reason.
EXEMPT: dict[str, str] = {"auth.unsubscribe": "RFC 8058: a mail program posts by itself; our mark is in the address"}


def unsafe_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if UNSAFE & (rule.methods or set())]


def path_of(app: Flask, rule: Rule) -> str:
    """Some address of the route; CSRF is looked at before anything is looked up."""
    values = dict.fromkeys(rule.arguments, "1")
    return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=method_of(rule)))


def method_of(rule: Rule) -> str:
    return min(UNSAFE & (rule.methods or set()))


@pytest.fixture
def person(database: Database) -> int:
    with database.transaction() as session:
        return make_person(session, email="nele@school.example").id


def refused(app: Flask, person: int, **request: object) -> list[str]:
    """The unsafe routes that let a request like this through."""
    passed = []
    for rule in unsafe_rules(app):
        client = app.test_client()
        sign_in(client, person)
        answer = client.open(path_of(app, rule), method=method_of(rule), **request)  # type: ignore[arg-type]
        answer.close()
        if answer.status_code != 400 and rule.endpoint not in EXEMPT:
            passed.append(f"{rule.endpoint}: {answer.status_code}")
    return passed


def test_every_unsafe_route_wants_a_token(app: Flask, person: int) -> None:
    assert len(unsafe_rules(app)) > 25
    assert refused(app, person) == []
    assert refused(app, person, data={"csrf_token": "forged"}) == []


def test_a_token_of_another_session_is_worth_nothing(app: Flask, person: int) -> None:
    other = token(app.test_client())
    assert refused(app, person, data={"csrf_token": other}) == []


def test_a_twin_without_csrf_is_seen(app: Flask, person: int) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    assert len(refused(app, person)) > 20


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_is_refused_even_with_a_token(client: FlaskClient, person: int, headers: dict[str, str]) -> None:
    sign_in(client, person)
    data = {"csrf_token": token(client)}
    assert client.post("/afmelden", data=data, headers=headers).status_code == 400
    assert client.get("/profiel").status_code == 200
    same = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert client.post("/afmelden", data=data, headers=same).status_code == 303


HEADERS = {
    "Content-Security-Policy": r"default-src 'none'.*frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin|no-referrer|same-origin",
    "X-Frame-Options": "DENY",
}


def test_every_kind_of_answer_has_its_headers(app: Flask, person: int) -> None:
    client = app.test_client()
    paths = ["/aanmelden", "/aanbod", "/healthz", "/readyz", "/nergens", "/profiel", "/static/css/base.css"]
    answers = {path: client.get(path) for path in paths}
    answers["POST without a token"] = client.post("/afmelden")
    answers["wrong method"] = client.delete("/aanmelden")
    sign_in(client, person)
    answers["signed in"] = client.get("/profiel")
    for path, answer in answers.items():
        for name, pattern in HEADERS.items():
            assert re.search(pattern, answer.headers.get(name, "")), f"{path}: {name}"
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "http:" not in policy
        answer.close()


def test_the_nonce_is_new_each_time(client: FlaskClient) -> None:
    nonces = {
        re.search(r"'nonce-([^']+)'", client.get("/aanmelden").headers["Content-Security-Policy"]).group(1)  # type: ignore[union-attr]
        for _ in range(5)
    }
    assert len(nonces) == 5
    assert min(map(len, nonces)) >= 20


def test_pages_of_who_is_signed_in_are_kept_nowhere(client: FlaskClient, person: int) -> None:
    assert "no-store" not in client.get("/aanbod").headers.get("Cache-Control", "")
    sign_in(client, person)
    for path in ("/profiel", "/aanbod", "/mijn-leerspoor", "/nergens"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "Cookie" in answer.headers["Vary"]


def test_our_own_files_are_kept_by_every_cache(client: FlaskClient, person: int) -> None:
    sign_in(client, person)
    with client.session_transaction() as cookie:
        cookie["stay"], cookie.permanent = True, True
    answer = client.get("/static/css/base.css")
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    answer.close()


@pytest.fixture
def secure(tmp_path: Path, database: Database, wiring: Wiring) -> Flask:
    """The same site as it runs in production: behind https and one proxy of its own."""
    settings = wiring.settings.model_copy(update={"base_url": "https://leerspoor.example", "trusted_proxies": 1})
    found = create_app(wiring=build(settings))
    found.testing = True
    return found


def test_the_cookie_of_production(secure: Flask) -> None:
    answer = secure.test_client().get("/aanmelden", base_url="https://leerspoor.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-leerspoor=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "host", ["evil.example", "leerspoor.example.evil.example", "leerspoor.example@evil.example", "localhost"]
)
def test_another_host_gets_nothing(secure: Flask, host: str) -> None:
    """A22: what is in Host never gets into a link; only the configured host is answered."""
    answer = secure.test_client().get("/aanmelden", headers={"Host": host}, base_url="https://leerspoor.example")
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_health_is_answered_under_any_name(secure: Flask) -> None:
    answer = secure.test_client().get("/healthz", headers={"Host": "10.0.0.7:8000"})
    assert answer.status_code == 200


def test_a_forwarded_host_counts_only_from_our_own_proxy(app: Flask, secure: Flask) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert app.test_client().get("/profiel", headers=headers).location == "/aanmelden?next=/profiel"
    assert secure.test_client().get("/aanmelden", headers=headers).status_code == 400
    headers["X-Forwarded-Host"] = "leerspoor.example"
    assert secure.test_client().get("/aanmelden", headers=headers).status_code == 200


def test_a_body_is_bounded(client: FlaskClient, person: int) -> None:
    sign_in(client, person)
    answer = client.post("/profiel", data={"csrf_token": token(client), "name": "x" * (guards.BODY + 1)})
    assert answer.status_code == 413


def test_more_only_where_a_view_says_so(app: Flask) -> None:
    """Only uploads, shared files, spoken comments and the verify page take more than a megabyte."""
    larger = {name for name, view in app.view_functions.items() if hasattr(view, "leerspoor_body")}
    uploads = {"learn.add_to_upload", "learn.change_work", "learn.read_results", "teach.record_voice"}
    shared = {"learn.share_material", "teach.share_material"}
    assert larger <= uploads | shared | {"badges.check_offers"}, larger


def test_problem_json_for_programs_a_page_for_people(client: FlaskClient) -> None:
    page = client.get("/nergens", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert "Deze pagina bestaat niet" in page.text
    problem = client.get("/nergens", headers={"Accept": "application/json"})
    assert problem.mimetype == "application/problem+json"
    assert (
        problem.json
        == {
            "type": "about:blank",
            "status": 404,
            "title": "Deze pagina bestaat niet",
            "detail": "",
        }
        or (problem.json or {})["status"] == 404
    )
    signed_out = client.get("/profiel", headers={"Accept": "application/json"})
    assert signed_out.status_code == 401


def test_a_database_that_only_reads(
    app: Flask, client: FlaskClient, person: int, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F6: what changes something says "in a moment", what only reads goes on."""
    monkeypatch.setattr(wiring.database, "transaction", wiring.database.reading)
    sign_in(client, person)
    answer = client.post("/profiel", data={"csrf_token": token(client), "name": "Ander", "language": "fr"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "nu even niet" in answer.text
    assert client.get("/aanbod").status_code == 200


def test_what_we_did_not_foresee_says_nothing(app: Flask) -> None:
    def oops() -> Response:
        raise RuntimeError("password=hunter2")

    app.add_url_rule("/oeps", "oops", public(oops))
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/oeps")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text


def test_a_form_that_came_too_late_loses_nothing(client: FlaskClient) -> None:
    text = "Een lange tekst.\n" + "Regel & <b>meer</b>. " * 20
    answer = client.post(
        "/leren/abc/praktijk/inleveren",
        data={"csrf_token": "old", "text": text, "version": "3", "password": "geheim-woord"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 400
    assert "Regel &amp; &lt;b&gt;meer&lt;/b&gt;" in answer.text
    assert 'name="version" value="3"' in answer.text
    assert 'action="/leren/abc/praktijk/inleveren"' in answer.text
    assert "geheim-woord" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, {"Referer": "https://evil.example/x"}])
def test_words_of_another_site_are_not_shown_again(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post("/profiel", data={"csrf_token": "x", "name": "ingefluisterd"}, headers=headers)
    assert answer.status_code == 400
    assert "ingefluisterd" not in answer.text


def test_the_form_can_be_sent_again_after_signing_in(client: FlaskClient, person: int, database: Database) -> None:
    page = client.post(
        "/profiel",
        data={"csrf_token": "old", "name": "Nele W.", "language": "fr"},
        headers={"Origin": "http://localhost"},
    )
    sign_in(client, person)
    again = client.post("/profiel", data=fields(page.text), headers={"Origin": "http://localhost"})
    assert again.status_code == 400, "the token is of the session before"
    assert client.post("/profiel", data=fields(again.text)).status_code == 303
    assert "Nele W." in client.get("/profiel").text


def fields(page: str) -> dict[str, str]:
    form = page[page.index('class="stack mt5"') :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


SECRETS = {
    "password": "canarie-wachtwoord-77",
    "token": "canarie-token-88",
    "query": "canarie-query-99",
    "cookie": "canarie-cookie-11",
    "bearer": "canarie-bearer-22",
}


def test_no_secret_reaches_the_log(app: Flask, person: int) -> None:
    """A29: canaries through every route, then a look at every line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        _canaries(app, person)
        logging.getLogger("leerspoor.x").warning(
            "mail to smtp://user:canarie-wachtwoord-77@host failed: password=canarie-wachtwoord-77"
        )
        logging.getLogger("leerspoor.x").warning("x", extra={"csrf_token": "canarie-token-88", "authorization": "y"})
    finally:
        root.removeHandler(handler)
    written = stream.getvalue()
    assert len(written.splitlines()) > 80
    assert [name for name, value in SECRETS.items() if value in written] == []


def _canaries(app: Flask, person: int) -> None:
    headers = {"Authorization": "Bearer canarie-bearer-22"}
    for rule in app.url_map.iter_rules():
        client = app.test_client()
        sign_in(client, person)
        client.set_cookie("other", SECRETS["cookie"])
        kinds = {name: ("1" if name == "number" else SECRETS["token"]) for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, kinds)
        if "GET" in (rule.methods or ()):
            client.get(f"{path}?t={SECRETS['query']}", headers=headers).close()
        else:
            data = {"csrf_token": token(client), "password": SECRETS["password"], "current": SECRETS["password"]}
            client.post(path, data=data, headers=headers).close()
    client.post(
        "/aanmelden", data={"csrf_token": token(client), "address": "a@b.example", "password": SECRETS["password"]}
    )


def test_a_line_cannot_be_forged() -> None:
    record = logging.LogRecord("leerspoor", logging.INFO, "", 0, 'a\n{"level": "CRITICAL"}', None, None)
    line = logs.JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == 'a\n{"level": "CRITICAL"}'


def test_the_log_of_a_request_names_the_route_not_the_address(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The address of a badge is a secret of its holder."""
    caplog.set_level("INFO", "leerspoor.access")
    client.get("/badges/0123456789abcdefghjk")
    assert [record.__dict__["route"] for record in caplog.records if record.name == "leerspoor.access"] == [
        "/badges/<public_id>"
    ]


def test_production_does_not_start_with_a_fault(tmp_path: Path) -> None:
    from lms.settings import SettingsError

    with pytest.raises(SettingsError) as caught:
        create_app(load_settings({"ENVIRONMENT": "production", "INSTANCE_DIR": str(tmp_path)}))
    assert len(caught.value.faults) >= 4
