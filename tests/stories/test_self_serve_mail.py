"""A self-serve onboarding in e-mails, from the welcome to somebody who stops them by the link."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.scheduler.mail_server import mail_server
from tests.stories.team import Team

TINY = """
customer: {name: Tiny, csm: Jane Smith, start_date: "2026-01-26", playbook: self-serve, tier: free}
seed_users:
  - {name: Ana Ruiz, email: ana@example.com}
"""


def test_from_the_welcome_to_stopping_it(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY, encoding="utf-8")
    with mail_server() as (box, mailer):
        team.owns(file).clock.to("2026-01-26 09:00")
        assert box.taken == []  # off by default
        team.mailer = mailer
        team.restart()
        team.clock.to("2026-01-26 10:00")
        assert box.recipients == ["ana@example.com"]
        team.jane.types("/onboard user tiny Raj raj@example.com")
        assert box.recipients == ["ana@example.com", "raj@example.com"]  # he has his own Day 0 mail
        team.jane.types("/onboard user tiny Ana Ruiz succeeded triage")
        team.clock.to("2026-01-29 09:00")
        assert [mail["Subject"] for mail in box.taken[2:]] == [
            "“triage” worked: the next one like it",
            "Your access is ready: the first few minutes",
        ]
        team.jane.types("/onboard history tiny").shows("sent the Day 3 e-mail to ana@example.com")
        link = str(box.taken[2]["List-Unsubscribe"]).split(">", 1)[0].strip("<").replace("\r\n ", "")
        ours = team.bot.url + urlsplit(link).path
        assert "Stop these e-mails" in read(ours)
        team.clock.to("2026-02-02 09:00")
        assert box.recipients[-2:] == ["ana@example.com", "raj@example.com"]  # following the link only asked
        assert "none of these e-mails any more" in read(ours, b"List-Unsubscribe=One-Click")
        team.clock.to("2026-02-09 09:00")
        assert box.recipients[6:] == ["raj@example.com"]
        with pytest.raises(HTTPError) as refused, urlopen(ours[:-1] + ("0" if ours[-1] != "0" else "1")):
            pass
        assert refused.value.code == 404
        refused.value.close()
        team.jane.types("/onboard pause tiny Holidays")
        team.clock.to("2026-02-16 12:00")
        assert len(box.taken) == 7


def read(url: str, body: bytes | None = None) -> str:
    with urlopen(Request(url, body), timeout=10) as answer:
        return str(answer.read().decode())
