"""How a page is brought into one of its states: what a visitor presses, fills in or offers first.

Not here: which pages there are (`pages`).
"""

from collections.abc import Callable

from lms.demo.entrance import token
from tests.journeys.offered import tampered
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor

Act = Callable[[Visitor], None]


def press(words: str, **values: object) -> Act:
    """Press a button of the page."""

    def act(visitor: Visitor) -> None:
        with visitor.page.expect_navigation(wait_until="load") as answered:
            visitor.main_button(words, **values).click()
        visitor.answered = answered.value.status if answered.value else 0

    return act


def check(*texts: Callable[[Visitor], str]) -> Act:
    """Offer these at the desk, one as a text, more as files."""

    def act(visitor: Visitor) -> None:
        made = [text(visitor) for text in texts]
        if len(made) == 1:
            visitor.page.locator("#bron").fill(made[0])
        else:
            files = [
                {"name": f"badge-{n}.json", "mimeType": "application/json", "buffer": text.encode()}
                for n, text in enumerate(made)
            ]
            visitor.page.locator('input[type="file"]').set_input_files(files)  # type: ignore[arg-type]
        press("Check")(visitor)

    return act


def ours(state: str) -> Callable[[Visitor], str]:
    """The signed text of one of our badges."""

    def text(visitor: Visitor) -> str:
        answer = visitor.context.request.get(
            f"{visitor.site.base}/badges/{visitor.site.world.badges[state]}",
            headers={"Accept": "application/vc+ld+json"},
        )
        assert answer.ok
        return answer.text()

    return text


def changed(visitor: Visitor) -> str:
    return tampered(ours("valid")(visitor), "Arduino inzetten", "Arduino uitvinden")


def mailed_link(site: Site) -> str:
    """A link for signing in that was asked for just now, by a browser of its own."""
    from lms.app import create_app
    from lms.auth.acts import ask_for_link

    address = site.world.addresses["lena"]
    before = len(site.mails(address))
    app = create_app(wiring=site.wiring)
    with app.test_request_context():
        ask_for_link(address, None)
    return site.mail(address, r"http\S+(/aanmelden/link/\S+)", after=before).group(1)


def entrance(site: Site) -> str:
    return f"/demo/{token(site.wiring.secret, site.world.addresses['lena'])}"


def answer_wrong(visitor: Visitor) -> None:
    """Choose the last option of a question, which is wrong, and look at it."""
    visitor.page.locator(".opt").last.click()
    press("Look at my answer")(visitor)


def form_again(visitor: Visitor) -> None:
    """Send a form whose token is no good any more."""
    visitor.page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach(e => { e.value = 'old' })")
    visitor.page.locator("#name").fill("Karim A.")
    press("Save")(visitor)


def clash(visitor: Visitor) -> None:
    """Save work that was saved somewhere else in the meantime."""
    visitor.page.evaluate("document.querySelector('#work [name=version]').value = '0'")
    visitor.page.evaluate("document.querySelector('#text').value = 'Wat ik hier net typte.'")
    press("Save draft")(visitor)


def send_unready(visitor: Visitor) -> None:
    """Press send with one level chosen, too low and without a word about it."""
    visitor.page.locator(".levels label").first.click()
    press("Send and show the next")(visitor)


def clash_of_marks(visitor: Visitor) -> None:
    """Save marks that were saved in another window in the meantime."""
    version = "document.querySelector('#rubric [name=version]')"
    before = visitor.page.evaluate(f"{version}.value")
    visitor.page.locator(".levels").first.locator("label").nth(2).click()
    # The answer alone is not enough: the page takes the new version in a moment after it.
    visitor.page.wait_for_function(f"before => {version}.value !== before", arg=before)
    visitor.page.evaluate(f"{version}.value = '0'")
    visitor.page.locator("#comment").evaluate("e => { e.value = 'Iets anders' }")
    press("Save, do not send yet")(visitor)


def ask_for_badge(visitor: Visitor) -> None:
    visitor.page.locator("#adressen").fill(visitor.site.world.addresses["fien"])
    press("See who is in")(visitor)


def choose_group(visitor: Visitor) -> None:
    """Everybody of a group, with one row of a list that leads to nobody."""
    visitor.page.locator("#groep").select_option(value=visitor.site.world.runs["going"])
    visitor.page.locator("#adressen").fill("weg@x.example")
    press("See who is in")(visitor)


def tick_all(*then: str) -> Callable[[Visitor], None]:
    """Tick the whole list and press what is named."""

    def act(visitor: Visitor) -> None:
        visitor.page.locator("[data-tick-all]").first.click()
        for name in then:
            press(name)(visitor)

    return act


def undo_something(visitor: Visitor) -> None:
    """Take one badge back, look at the act, and undo it again."""
    visitor.page.locator(".opt").first.click()
    press("Revoke")(visitor)
    press("Undo")(visitor)
