"""The pages of the mail: the administrator's, and what somebody wants by mail."""

from dataclasses import replace

from portfolio.domain.mail import Kind, Letter, Wishes, carrier_from
from portfolio.store import mail
from tests.people import NOW
from tests.web.okr_pages import make_quarter


def test_the_administrator_tries_the_mail_and_sees_what_did_not_go(
    app, client, cast, sign_in, csrf, store
) -> None:
    sign_in(client, cast.administrator)
    assert "No mail is sent" in client.get("/admin").get_data(as_text=True)
    assert "PORTFOLIO_MAIL_FROM" in client.get("/admin/mail").get_data(as_text=True)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        settings, mail=carrier_from("smtp://u:s3cret@localhost:25"), mail_from="p@example.org"
    )
    token = {"csrf_token": csrf(client, "/admin/mail")}
    assert client.post("/admin/mail/test", data=token).status_code == 303
    page = client.get("/admin/mail").get_data(as_text=True)
    assert "1 mail waits to be sent" in page and "s3cret" not in page
    with store.writing() as tx:
        mail.mark(tx, 1, {"given_up_at": NOW, "fault": "550 nobody <b>of</b> that name"})
    page = client.get("/admin/mail").get_data(as_text=True)
    assert "1 mail could not be sent" in page and "550 nobody &lt;b&gt;" in page
    assert "could not be sent" in client.get("/admin").get_data(as_text=True)
    assert client.post("/admin/mail/1/again", data=token).status_code == 303
    assert "Mail from Portfolio arrives" in client.get("/admin/mail.csv").get_data(as_text=True)


def test_people_choose_what_they_get_and_see_it_before(client, cast, sign_in, csrf, store) -> None:
    sign_in(client, cast.executive)
    assert "Nothing to tell" in client.get("/account/digest").get_data(as_text=True)
    make_quarter(store, cast)
    page = client.get("/account").get_data(as_text=True)
    assert page.count(" checked") == 2  # an executive gets both unless asked otherwise
    sent = {"csrf_token": csrf(client, "/account"), "reminders": "on", "language": "es"}
    assert client.post("/account/mail", data=sent).status_code == 303
    with store.reading() as tx:
        assert mail.wishes_of(tx, cast.executive.account_id) == Wishes(True, digest=False)
    assert '<html lang="es"' in client.get("/account").get_data(as_text=True)
    client.set_cookie("language", "en")
    page = client.get("/account/digest").get_data(as_text=True)
    assert "This is what you would get today" in page
    assert 'href="http://127.0.0.1:8000/okrs/' in page


def test_the_head_of_each_page_counts_what_waits(client, cast, sign_in, store) -> None:
    quarter = make_quarter(store, cast)
    sign_in(client, cast.member)
    assert 'aria-label="Notices"' in client.get("/notices").get_data(as_text=True)
    with store.writing() as tx:
        from portfolio.domain.reminders import Due, Reminder, Stage
        from portfolio.store import reminders

        due = Due(cast.member.account_id, quarter.senders, NOW.date())
        assert reminders.tell(tx, Reminder(due, Stage.TODAY), now=NOW, today=NOW.date())
        assert mail.add(
            tx, cast.member.account_id, Kind.REMINDERS, Letter("s", "t"), once="a", now=NOW
        )
        assert not mail.add(
            tx, cast.member.account_id, Kind.REMINDERS, Letter("s", "t"), once="a", now=NOW
        )
    page = client.get("/notices").get_data(as_text=True)
    assert 'aria-label="Notices: 1 waits for you"' in page
    assert "1 check-in waits for you" in page and "due today" in page
