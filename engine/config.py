"""Settings from the environment (`LAUFMAPPE_*`), read once. Not the parameters of a programme."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Config:
    """Where the program keeps its things and how it presents itself."""

    database_url: str
    var: Path
    programmes: Path
    templates: Path
    secret_key: str = ""
    demo: bool = False
    smtp_url: str = ""
    """Where mail goes out (`smtp://`, `smtp+starttls://`, `smtps://`); empty means that none does."""
    mail_from: str = "laufmappe@localhost"
    public_url: str = "http://localhost:8080/"
    """What a mail links to; `https://` also says that browsers come by TLS, whatever stands in between."""
    proxies: int = 0
    """How many proxies of one's own stand before the server and tell who asks (X-Forwarded-For)."""
    oidc_issuer: str = ""
    """The provider's address, with which its tokens are signed; empty means that there is none."""
    oidc_client: str = ""
    oidc_secret: str = ""
    oidc_name: str = "Dienstkonto"
    """What the button on the sign-in page calls the provider."""
    oidc_personnel_claim: str = ""
    """Which claim of the provider is the personnel id; empty: people are known by issuer and subject only."""
    oidc_creates: bool = False
    """Whether somebody unknown gets an account (without roles) by signing in at the provider."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read `LAUFMAPPE_*`; what is not set gets a default below `LAUFMAPPE_VAR` (`var/`)."""
        env = os.environ if environment is None else environment
        root = Path(__file__).resolve().parent.parent
        var = Path(env.get("LAUFMAPPE_VAR") or root / "var")
        return cls(
            database_url=env.get("LAUFMAPPE_DATABASE_URL") or f"sqlite:///{var / 'laufmappe.db'}",
            var=var,
            programmes=Path(env.get("LAUFMAPPE_PROCESSES") or root / "processes"),
            templates=Path(env.get("LAUFMAPPE_TEMPLATES") or root / "templates"),
            secret_key=env.get("LAUFMAPPE_SECRET_KEY", ""),
            demo=env.get("LAUFMAPPE_DEMO", "") == "1",
            smtp_url=env.get("LAUFMAPPE_SMTP_URL", ""),
            mail_from=env.get("LAUFMAPPE_MAIL_FROM") or "laufmappe@localhost",
            public_url=env.get("LAUFMAPPE_PUBLIC_URL") or "http://localhost:8080/",
            proxies=int(env.get("LAUFMAPPE_PROXIES") or 0),
            oidc_issuer=env.get("LAUFMAPPE_OIDC_ISSUER", ""),
            oidc_client=env.get("LAUFMAPPE_OIDC_CLIENT", ""),
            oidc_secret=env.get("LAUFMAPPE_OIDC_SECRET", ""),
            oidc_name=env.get("LAUFMAPPE_OIDC_NAME") or "Dienstkonto",
            oidc_personnel_claim=env.get("LAUFMAPPE_OIDC_PERSONNEL_CLAIM", ""),
            oidc_creates=env.get("LAUFMAPPE_OIDC_CREATES", "") == "1",
        )
