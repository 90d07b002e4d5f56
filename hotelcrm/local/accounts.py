"""Whom the embedded servers run as, and where that account can reach data and programs."""

import hashlib
import os
import pwd
from pathlib import Path

from hotelcrm.local.checkout import CannotStart

UNPRIVILEGED_ACCOUNT = "nobody"
# Where root keeps data and programs when the checkout lies in a folder closed to others, such as /root.
REACHABLE_BY_ALL = Path("/var/lib/hotelcrm")


def account_for(data: Path) -> pwd.struct_passwd | None:
    """Whom the servers run as: ourselves, or for root the data's owner, or an unprivileged account."""
    if os.getuid() != 0:
        if data.exists() and data.stat().st_uid != os.getuid():
            raise CannotStart(
                f"{data} belongs to user {data.stat().st_uid}: it was made by root or by another account. "
                f"Start as root, or set VAR_DIR to another folder, or remove {data.parent}."
            )
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    return pwd.getpwnam(UNPRIVILEGED_ACCOUNT)


def can_reach(account: pwd.struct_passwd | None, path: Path) -> bool:
    """May this account enter every folder on the way to `path`?"""
    if account is None:
        return True
    for folder in path.resolve().parents:
        about = folder.stat()
        if about.st_uid == account.pw_uid:
            bit = 0o100
        elif about.st_gid == account.pw_gid:
            bit = 0o010
        else:
            bit = 0o001
        if not about.st_mode & bit:
            return False
    return True


def home_of_data(var_dir: Path) -> Path:
    """The folder for the servers' data: under `var_dir`, or for root where the account can reach it."""
    inside = var_dir / "servers"
    if can_reach(account_for(inside / "postgres"), inside):
        return inside
    return REACHABLE_BY_ALL / hashlib.sha256(str(var_dir.resolve()).encode()).hexdigest()[:12]


def make_folder(folder: Path, account: pwd.struct_passwd | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(0o700)
