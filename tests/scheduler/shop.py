"""An office with a self-serve account and mail."""

from __future__ import annotations

from playbook.models import Workspace
from playbook.tracker import read_tracker
from scheduler.mail import Mailer
from scheduler.slack import make_client
from scheduler.tick import Tick
from storage.changes.accounts import create_account
from storage.tables import OUTBOX
from tests.scheduler.office import Office, at

TINY = """
customer:
  name: Tiny
  csm: Jane Smith
  start_date: "2026-01-26"
  playbook: self-serve
  tier: free
seed_users:
  - {name: Ana Ruiz, email: Ana@Example.com}
  - name: Raj
    email: raj@example.com
    signed_up_at: "2026-01-26T12:00:00-05:00"
    submissions: [{at: "2026-01-27T10:00:00-05:00", workflow: triage, ok: true}]
  - name: Mo
    email: mo@example.com
    submissions: [{at: "2026-01-28T10:00:00-05:00", workflow: summary, ok: false, cause: "no permission"}]
  - name: Li
    email: li@example.com
    submissions:
      - {at: "2026-01-27T10:00:00-05:00", workflow: triage, ok: true}
      - {at: "2026-01-30T10:00:00-05:00", workflow: triage, ok: true}
  - {name: Nobody}
  - {name: Evil, email: "evil@example.com\\nBcc: all@example.com"}
"""


class Shop:
    """The account is made at once; `ticks` are runs of the tick."""

    def __init__(self, office: Office, mailer: Mailer | None) -> None:
        self.office, self.mailer = office, mailer
        with office.change() as change:
            self.id = create_account(change, read_tracker(TINY, defaults=Workspace())).id

    def ticks(self, moment: str) -> None:
        """One run of the tick at that moment in New York."""
        self.office.sandbox.clock.set(at(f"2026-{moment}"))
        client = make_client(self.office.sandbox.bot_token, self.office.sandbox.api_url)
        Tick(self.office.store, client, self.office.sandbox.clock, mailer=self.mailer).run()

    def states(self) -> list[str]:
        with self.office.store.read() as session:
            rows = session.execute(OUTBOX.select().where(OUTBOX.c.kind == "mail").order_by(OUTBOX.c.id))
            return [row.state for row in rows]
