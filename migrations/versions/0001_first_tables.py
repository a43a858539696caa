"""The first tables.

Revision: 0001, after
"""

import sqlalchemy as sa
from alembic import op

from rotation.database import Json, UtcDateTime
from rotation.schema import wall

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("teams", Json, nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("privacy", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
    )
    op.create_index(
        op.f("ix_api_key_organisation_id"), "api_key", ["organisation_id"], unique=False
    )
    op.create_table(
        "audit",
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("actor_key_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("values_digest", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entity_id"), "audit", ["entity_id"], unique=False)
    op.create_index(op.f("ix_audit_organisation_id"), "audit", ["organisation_id"], unique=False)
    op.create_table(
        "audit_value",
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_value")),
    )
    op.create_index(op.f("ix_audit_value_audit_id"), "audit_value", ["audit_id"], unique=False)
    op.create_index(
        op.f("ix_audit_value_organisation_id"), "audit_value", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_audit_value_subject_id"), "audit_value", ["subject_id"], unique=False)
    op.create_table(
        "channel",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("objectives", Json, nullable=False),
        sa.Column("target", Json, nullable=False),
        sa.Column("handling", Json, nullable=False),
        sa.Column("writing", Json, nullable=True),
        sa.Column("windows", Json, nullable=False),
        sa.Column("weekly_volume", sa.Double(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint(
            "organisation_id",
            "team_id",
            "slug",
            name=op.f("uq_channel_organisation_id_team_id_slug"),
        ),
    )
    op.create_index(
        op.f("ix_channel_organisation_id"), "channel", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_channel_team_id"), "channel", ["team_id"], unique=False)
    op.create_table(
        "closure",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint(
            "organisation_id", "team_id", "day", name=op.f("uq_closure_organisation_id_team_id_day")
        ),
    )
    op.create_index(
        op.f("ix_closure_organisation_id"), "closure", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_closure_team_id"), "closure", ["team_id"], unique=False)
    op.create_table(
        "duty_span",
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("end", UtcDateTime(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("pattern_id", sa.Uuid(), nullable=True),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("channels", Json, nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("burden", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("override_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_span")),
        sa.UniqueConstraint(
            "organisation_id",
            "slot_id",
            "name",
            "member_id",
            name=op.f("uq_duty_span_organisation_id_slot_id_name_member_id"),
        ),
    )
    op.create_index("ix_duty_span_member_id_end", "duty_span", ["member_id", "end"], unique=False)
    op.create_index(
        op.f("ix_duty_span_organisation_id"), "duty_span", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_duty_span_team_id"), "duty_span", ["team_id"], unique=False)
    op.create_index("ix_duty_span_team_id_end", "duty_span", ["team_id", "end"], unique=False)
    op.create_table(
        "member",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("channels", Json, nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("contract", Json, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_organisation_id"), "member", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_member_team_id"), "member", ["team_id"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "override",
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("end", UtcDateTime(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
    )
    op.create_index(op.f("ix_override_end"), "override", ["end"], unique=False)
    op.create_index(op.f("ix_override_member_id"), "override", ["member_id"], unique=False)
    op.create_index(
        op.f("ix_override_organisation_id"), "override", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_override_team_id"), "override", ["team_id"], unique=False)
    op.create_table(
        "place",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    op.create_index(op.f("ix_place_organisation_id"), "place", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_place_shift_id"), "place", ["shift_id"], unique=False)
    op.create_index(op.f("ix_place_team_id"), "place", ["team_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("shifts", Json, nullable=False),
        sa.Column("prediction", Json, nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(op.f("ix_plan_organisation_id"), "plan", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_plan_run_id"), "plan", ["run_id"], unique=False)
    op.create_index(op.f("ix_plan_team_id"), "plan", ["team_id"], unique=False)
    op.create_table(
        "repeat",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", Json, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeat")),
        sa.UniqueConstraint(
            "organisation_id", "key_id", "name", name=op.f("uq_repeat_organisation_id_key_id_name")
        ),
    )
    op.create_index(op.f("ix_repeat_created_at"), "repeat", ["created_at"], unique=False)
    op.create_index(op.f("ix_repeat_organisation_id"), "repeat", ["organisation_id"], unique=False)
    op.create_table(
        "role",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tasks", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint(
            "organisation_id", "team_id", "slug", name=op.f("uq_role_organisation_id_team_id_slug")
        ),
    )
    op.create_index(op.f("ix_role_organisation_id"), "role", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_role_team_id"), "role", ["team_id"], unique=False)
    op.create_table(
        "rules",
        sa.Column("settings", Json, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
        sa.UniqueConstraint(
            "organisation_id", "team_id", name=op.f("uq_rules_organisation_id_team_id")
        ),
    )
    op.create_index(op.f("ix_rules_organisation_id"), "rules", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_rules_team_id"), "rules", ["team_id"], unique=False)
    op.create_table(
        "run",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("keep", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Boolean(), nullable=False),
        sa.Column("progress", Json, nullable=True),
        sa.Column("case_digest", sa.String(), nullable=True),
        sa.Column("outcome", Json, nullable=True),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_organisation_id"), "run", ["organisation_id"], unique=False)
    op.create_index("ix_run_state_requested_at", "run", ["state", "requested_at"], unique=False)
    op.create_index(op.f("ix_run_team_id"), "run", ["team_id"], unique=False)
    op.create_index(
        "uq_run_organisation_id_running",
        "run",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "shift_pattern",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weekdays", Json, nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("end", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("channels", Json, nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("target", Json, nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("burden", sa.Double(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_pattern")),
    )
    op.create_index(
        op.f("ix_shift_pattern_organisation_id"), "shift_pattern", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_shift_pattern_team_id"), "shift_pattern", ["team_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subdivision", sa.String(), nullable=True),
        sa.Column("languages", Json, nullable=False),
        sa.Column("strategy", sa.String(), nullable=False),
        sa.Column("labour_preset", sa.String(), nullable=False),
        sa.Column("safety", sa.Double(), nullable=True),
        sa.Column("staffing", Json, nullable=False),
        sa.Column("base_staff", Json, nullable=False),
        sa.Column("swap_approval", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("organisation_id", "slug", name=op.f("uq_team_organisation_id_slug")),
    )
    op.create_index(op.f("ix_team_organisation_id"), "team", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_team_team_id"), "team", ["team_id"], unique=False)
    op.create_table(
        "team_revision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_revision")),
    )
    op.create_index(
        op.f("ix_team_revision_organisation_id"), "team_revision", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_team_revision_team_id"), "team_revision", ["team_id"], unique=False)
    op.create_table(
        "feed",
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("alarm_minutes", sa.Integer(), nullable=True),
        sa.Column("busy", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_feed_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_digest")),
    )
    op.create_index(op.f("ix_feed_member_id"), "feed", ["member_id"], unique=False)
    op.create_index(op.f("ix_feed_organisation_id"), "feed", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_feed_team_id"), "feed", ["team_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("conversation", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_message_channel_id_channel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "organisation_id",
            "team_id",
            "digest",
            name=op.f("uq_message_organisation_id_team_id_digest"),
        ),
    )
    op.create_index(
        op.f("ix_message_organisation_id"), "message", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_message_organisation_id_team_id_channel_id_received_at"),
        "message",
        ["organisation_id", "team_id", "channel_id", "received_at"],
        unique=False,
    )
    op.create_index(op.f("ix_message_team_id"), "message", ["team_id"], unique=False)
    op.create_table(
        "rota",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("published_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["plan.id"], name=op.f("fk_rota_draft_id_plan")),
        sa.ForeignKeyConstraint(
            ["published_id"], ["plan.id"], name=op.f("fk_rota_published_id_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota")),
        sa.UniqueConstraint(
            "organisation_id", "team_id", "week", name=op.f("uq_rota_organisation_id_team_id_week")
        ),
    )
    op.create_index(op.f("ix_rota_organisation_id"), "rota", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_rota_team_id"), "rota", ["team_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_version_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint(
            "organisation_id",
            "team_id",
            "week",
            "number",
            name=op.f("uq_version_organisation_id_team_id_week_number"),
        ),
    )
    op.create_index(
        op.f("ix_version_organisation_id"), "version", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_version_team_id"), "version", ["team_id"], unique=False)
    wall(
        "audit",
        "audit_value",
        "channel",
        "closure",
        "duty_span",
        "member",
        "message",
        "override",
        "place",
        "plan",
        "repeat",
        "role",
        "rota",
        "rules",
        "shift_pattern",
        "team",
        "team_revision",
        "version",
    )
    wall("api_key", "feed", "run", door=True)
    keep_the_trail()
    nobody_twice()


def keep_the_trail() -> None:
    """Make the audit trail append-only; on PostgreSQL the restricted role lacks the grant."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )


def nobody_twice() -> None:
    """Let PostgreSQL refuse a member who is on duty in two places at once."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE duty_span ADD CONSTRAINT ex_duty_span_member EXCLUDE USING gist "
            '(member_id WITH =, tstzrange("start", "end") WITH &&) WHERE (active) '
            "DEFERRABLE INITIALLY DEFERRED"
        )


def downgrade() -> None:
    op.drop_table("version")
    op.drop_table("rota")
    op.drop_table("message")
    op.drop_table("feed")
    op.drop_table("team_revision")
    op.drop_table("team")
    op.drop_table("shift_pattern")
    op.drop_table("run")
    op.drop_table("rules")
    op.drop_table("role")
    op.drop_table("repeat")
    op.drop_table("plan")
    op.drop_table("place")
    op.drop_table("override")
    op.drop_table("organisation")
    op.drop_table("member")
    op.drop_table("duty_span")
    op.drop_table("closure")
    op.drop_table("channel")
    op.drop_table("audit_value")
    op.drop_table("audit")
    op.drop_table("api_key")
