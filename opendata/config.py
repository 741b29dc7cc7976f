"""Settings: every choice that an operator has, read once from OPENDATA_*, refused early."""

import logging
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from opendata.errors import Misconfigured

PREFIX = "OPENDATA_"
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    is_plain = not (parts.query or parts.fragment or "@" in parts.netloc or set(text) & set(' "<>\\^`{|}'))
    if parts.scheme not in ("http", "https") or not has_host or not is_plain or not text.isprintable():
        raise ValueError
    return text.rstrip("/")


def _tiles(text: str) -> str:
    parts = urlsplit(text)
    is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and "{" not in parts.netloc
    is_plain = text.isprintable() and not set(text) & set(" \"<>'\\^`|")
    if not (is_address and is_plain) or set(re.findall("{(.*?)}", text)) != {"z", "x", "y"}:
        raise ValueError
    return text


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d+) ?([KMG]?)i?B?", text.strip(), re.IGNORECASE)
    if not found:
        raise ValueError
    return int(found[1]) * UNITS[found[2].upper()]


def _at_least(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if (number := int(text)) < least:
            raise ValueError
        return number

    return read


def _share(text: str) -> float:
    if not 0 <= (share := float(text)) <= 1:
        raise ValueError
    return share


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in text.split(",") if word.strip())


def _mail_address(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", text):
        raise ValueError
    return text


def _log_level(text: str) -> str:
    if text.upper() not in logging.getLevelNamesMapping():
        raise ValueError
    return text.upper()


def _choice(
    meaning: str, default: Any = MISSING, read: Callable[[str], Any] = str, *, example: str = "", secret: bool = False
) -> Any:
    return field(default=default, metadata={"meaning": meaning, "read": read, "example": example, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """One field per setting; `OPENDATA_` + the name in capitals. A secret may also be given as `..._FILE`, the path of
    a file that holds it. An unknown name or a value that can't be used raises Misconfigured, which names it."""

    base_url: str = _choice(
        "Address that the public uses; every IRI begins with it.",
        "http://127.0.0.1:8000",
        _base_url,
        example="https://data.example.se",
    )
    data_dir: Path = _choice(
        "Folder for the database, files, queue and scratch space.", Path("data"), Path, example="/var/lib/opendata"
    )
    database_url: str = _choice(
        "SQLAlchemy address of the database; SQLite in the data folder when not given.",
        "",
        example="postgresql+psycopg://opendata@db/opendata",
        secret=True,
    )
    storage_url: str = _choice(
        "Object storage for files; the data folder when not given.", "", example="s3://bucket/prefix"
    )
    storage_endpoint: str = _choice(
        "Endpoint of an S3 storage that is not Amazon's.", "", example="https://s3.example.se"
    )
    storage_region: str = _choice("Region of the S3 storage.", "", example="eu-north-1")
    storage_key: str = _choice("Access key id of the S3 storage.", "", secret=True)
    storage_secret: str = _choice("Secret access key of the S3 storage.", "", secret=True)
    queue_url: str = _choice(
        "Queue that wakes workers up; SQLite in the data folder when not given.",
        "",
        example="redis://queue:6379/0",
        secret=True,
    )
    smtp_url: str = _choice(
        "Mail server for letters; without it they become files in the folder `outbox` of the data folder.",
        "",
        example="smtp://user:password@mail.example.se:587",
        secret=True,
    )
    mail_sender: str = _choice(
        "Address that letters are from; needed with a mail server.", "", _mail_address, example="data@example.se"
    )
    secret_key: str = _choice(
        "Signs sessions; generated into the data folder when not given. Must be the same on all machines.",
        "",
        secret=True,
    )
    max_upload: int = _choice("Largest file that is taken.", 2 * 2**30, _size, example="2G")
    smallest_update: float = _choice(
        "Least share of the rows, from 0 to 1, that an update may leave before somebody must confirm it.", 0.5, _share
    )
    harvest_trusted_hosts: tuple[str, ...] = _choice(
        "Hosts, commas between, that sources may be fetched from although they are not on the public internet.",
        (),
        _words,
        example="gis.intra.example.se",
    )
    webhook_trusted_hosts: tuple[str, ...] = _choice(
        "Hosts, commas between, that may be told of changes although they are not on the public internet.",
        (),
        _words,
        example="integration.intra.example.se",
    )
    digest_minutes: int = _choice("Least time between two letters about changes to the same address.", 60, _at_least(0))
    catalog_publisher: str = _choice(
        "Slug of the publisher that stands for the whole catalog; the first publisher when not given.", ""
    )
    catalog_title_sv: str = _choice("The catalog's and site's title in Swedish.", "Öppna data")
    catalog_title_en: str = _choice("The catalog's and site's title in English.", "Open data")
    catalog_description_sv: str = _choice(
        "The catalog's description in Swedish.", "Öppna data från stadens förvaltningar och bolag."
    )
    catalog_description_en: str = _choice(
        "The catalog's description in English.", "Open data from the city's administrations and companies."
    )
    catalog_place: str = _choice("GeoNames number of the place that the catalog covers.", "2661886", example="2711537")
    trusted_proxies: int = _choice("How many reverse proxies stand in front and set X-Forwarded-*.", 0, _at_least(0))
    web_processes: int = _choice("Web server processes; 0 is one for each processor, four at most.", 0, _at_least(0))
    web_threads: int = _choice("Requests that one web server process answers at once.", 8, _at_least(1))
    map_tiles: str = _choice(
        "Background of maps: the address of tiles with {z}, {x} and {y} in it, whose server the readers' browsers then "
        "ask. None when not given: maps show the data alone.",
        "",
        _tiles,
        example="https://tiles.example.se/{z}/{x}/{y}.png",
    )
    map_attribution: str = _choice("Whom maps name as the source of their background.", "")
    sparql_seconds: int = _choice("Longest time that a question in SPARQL may take.", 10, _at_least(1))
    token: str = _choice("Token that `opendata upload` uses when none is given.", "", secret=True)
    log_level: str = _choice("DEBUG, INFO, WARNING or ERROR.", "INFO", _log_level)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        known = {PREFIX + setting.name.upper(): setting for setting in fields(cls)}
        secrets_in_files = {name + "_FILE" for name, setting in known.items() if setting.metadata["secret"]}
        unknown = sorted(
            name
            for name in environment
            if name.startswith(PREFIX) and name not in known and name not in secrets_in_files
        )
        if unknown:
            raise Misconfigured("setting_unknown", setting=unknown[0])
        values = {}
        for name, setting in known.items():
            text = _secret_from_file(environment, name) if name in environment or name + "_FILE" in environment else ""
            if text:
                values[setting.name] = _value(name, text, setting.metadata["read"])
        if values.get("smtp_url") and not values.get("mail_sender"):
            raise Misconfigured("mail_sender_missing")
        return cls(**values)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'opendata.sqlite'}"

    @property
    def letters_from(self) -> str:
        """The address that letters are from; made up from the base URL where they only go into a folder."""
        return self.mail_sender or f"opendata@{urlsplit(self.base_url).hostname}"

    def session_secret(self) -> str:
        """The secret key, made on first use and kept in the data folder when none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret-key"
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text()


def _write_once(path: Path, text: str) -> None:
    """Only its owner may read it, nobody finds it half-written; of several that write it the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as sink:
        sink.write(text)
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        return
    finally:
        Path(aside).unlink()


def _secret_from_file(environment: Mapping[str, str], name: str) -> str:
    if name in environment:
        return environment[name].strip()
    try:
        return Path(environment[name + "_FILE"]).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Misconfigured("setting_file_unreadable", setting=name + "_FILE", reason=reason) from error


def _value(name: str, text: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise Misconfigured("setting_unusable", setting=name, value=text) from error
