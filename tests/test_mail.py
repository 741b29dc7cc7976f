"""Letters into a folder, and to a real mail server of somebody else."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from opendata.errors import Invalid, Misconfigured, Unreachable
from opendata.mail import Letter, Outbox, Sender, Server, choose, clean_address
from tests.support import mailserver
from tests.support.mailserver import MailServer

SENDER = Sender("data@example.se", "Öppna data")
LETTER = Letter(
    "0123456789abcdef",
    "anna@example.org",
    "Ändrat: Badplatser",
    "Hej,\n\nen rad som är lång nog för att behöva delas i två när brevet skickas, för den är längre än 76 tecken.\n",
    {"List-Unsubscribe": "<https://data.example.se/subscriptions/1/unsubscribe>"},
)


@pytest.fixture
def elsewhere() -> Iterator[MailServer]:
    with mailserver.start() as server:
        yield server


def outbox(folder: Path) -> Outbox:
    made = choose("", SENDER, folder)
    assert isinstance(made, Outbox)
    return made


def test_without_a_mail_server_each_letter_is_a_file_in_a_folder(tmp_path: Path) -> None:
    outbox(tmp_path / "outbox").send(LETTER)
    (path,) = (tmp_path / "outbox").iterdir()
    assert path.name == "0123456789abcdef.eml"
    letter = message_from_bytes(path.read_bytes(), policy=default)
    assert letter["Subject"] == LETTER.subject
    assert letter["From"] == "Öppna data <data@example.se>"
    assert letter["To"] == LETTER.to
    assert letter["Message-ID"] == "<0123456789abcdef@example.se>"
    assert letter["List-Unsubscribe"] == LETTER.headers["List-Unsubscribe"]
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


def test_a_letter_put_into_the_folder_twice_is_there_once(tmp_path: Path) -> None:
    for _time in range(2):
        outbox(tmp_path).send(LETTER)
    assert [path.name for path in tmp_path.iterdir()] == ["0123456789abcdef.eml"]


def test_a_mail_server_gets_the_letter_whole(elsewhere: MailServer, tmp_path: Path) -> None:
    mail = choose(elsewhere.url, SENDER, tmp_path)
    mail.check()
    mail.send(LETTER)
    (letter,) = elsewhere.letters
    assert (letter["Subject"], letter["To"]) == (LETTER.subject, LETTER.to)
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_asks_for_a_password_gets_it_and_one_with_another_is_said_to_refuse_us(tmp_path: Path) -> None:
    with mailserver.start(city="s:cret/word") as elsewhere:
        right = choose(f"smtp://city:s%3Acret%2Fword@127.0.0.1:{elsewhere.port}", SENDER, tmp_path)
        right.send(LETTER)
        assert len(elsewhere.letters) == 1
        assert "s:cret" not in repr(right) + right.place
        with pytest.raises(Unreachable, match="mail_unreachable"):
            choose(f"smtp://city:wrong@127.0.0.1:{elsewhere.port}", SENDER, tmp_path).check()


def test_an_address_that_the_server_will_never_take_is_refused_and_one_that_is_busy_tried_again(
    elsewhere: MailServer, tmp_path: Path
) -> None:
    mail = choose(elsewhere.url, SENDER, tmp_path)
    elsewhere.refusals[LETTER.to] = "550 5.1.1 anna@example.org is unknown"
    with pytest.raises(Invalid) as refused:
        mail.send(LETTER)
    assert (refused.value.code, refused.value.facts) == ("mail_refused", {"status": 550})
    elsewhere.refusals[LETTER.to] = "451 4.7.1 anna@example.org, later"
    with pytest.raises(Unreachable) as busy:
        mail.send(LETTER)
    assert "anna" not in str(busy.value)


def test_where_nobody_listens_the_mail_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="mail_unreachable"):
        choose("smtp://127.0.0.1:1", SENDER, tmp_path).check()


def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="mail_unreachable"):
        outbox(tmp_path / "file" / "outbox").check()


def test_trying_the_folder_leaves_nothing_in_it(tmp_path: Path) -> None:
    outbox(tmp_path / "outbox").check()
    assert list((tmp_path / "outbox").iterdir()) == []


@pytest.mark.parametrize(
    "url", ["mail.example.se", "http://mail.example.se", "smtp://", "smtp://host:port", "smtp://h/x"]
)
def test_an_address_of_a_server_that_cannot_be_used_is_refused_without_being_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        choose(url, SENDER, tmp_path)
    assert (refused.value.code, refused.value.facts) == ("smtp_url_unusable", {})


def test_ports_are_those_of_the_protocol_unless_said_otherwise(tmp_path: Path) -> None:
    made = [choose(url, SENDER, tmp_path) for url in ("smtp://a.se", "smtps://a.se", "smtps://a.se:1465")]
    assert [(one.port, one.is_tls) for one in made if isinstance(one, Server)] == [
        (587, False),
        (465, True),
        (1465, True),
    ]


def test_no_subject_begins_another_header(tmp_path: Path) -> None:
    outbox(tmp_path).send(Letter("1", "anna@example.org", "Badplatser\r\nBcc: bo@example.org", "Hej"))
    letter = message_from_bytes((tmp_path / "1.eml").read_bytes(), policy=default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Badplatser Bcc: bo@example.org"


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        (" Anna@Example.ORG ", "Anna@example.org"),
        ("anna+data@göteborg.se", "anna+data@xn--gteborg-90a.se"),
        ("o'brien@example.org", "o'brien@example.org"),
    ],
)
def test_an_address_is_cleaned_for_sending(written: str, clean: str) -> None:
    assert clean_address(written) == clean


@pytest.mark.parametrize(
    "written",
    [
        *("", "anna", "@example.org", "anna@", "anna@localhost", "a b@example.org", "a" * 65 + "@example.org"),
        *("anna@example.org\nBcc: b@example.org", "anna@example..org", "<anna@example.org>", "a@b.se,c@d.se"),
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid, match="email_unusable"):
        clean_address(written)
