"""The settings of a process: read once from the environment, passed down, never changed."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings: each field is ``ROTATION_`` and its name in capitals; the README has them."""

    model_config = SettingsConfigDict(env_prefix="ROTATION_", frozen=True, extra="ignore")

    database_url: str = Field(
        "sqlite:///rotation.db", description="`postgresql://…` for more than one process or machine"
    )
    base_url: str = Field(
        "http://127.0.0.1:8000", description="used in feed, sign-in and message links"
    )
    solver_processes: int = Field(1, ge=1, le=64, description="warm solver processes per worker")
    solver_memory_mb: int = Field(
        4096, ge=512, description="memory limit of one solver process, in MB"
    )
    allow_private_destinations: bool = Field(
        default=False,
        description="1 permits http and any port on loopback and private addresses as destinations",
    )
    smtp_url: str | None = Field(None, description="outgoing mail: `smtp://user:password@host:587`")
    mail_from: str | None = Field(None, description="sender of outgoing mail")
    services: Path | None = Field(
        None, description="file of operator-configured message services by name"
    )
    replays: Path = Field(
        Path("rotation-replays"),
        description="folder for solves that failed, stayed unproven or were slow, for 30 days",
    )
    connections: int = Field(
        512, ge=8, le=100_000, description="open connections per process; a quarter per address"
    )
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="addresses of proxies, by commas, whose `X-Forwarded-For` is believed",
    )
    requests_per_minute: int = Field(
        6000,
        ge=60,
        description="requests a minute and API key, or address without one; five times as many"
        " of an address altogether",
    )
    log_level: str = Field("info", description="debug, info, warning or error")

    @field_validator("base_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")
