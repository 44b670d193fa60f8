"""Closed streams, folders that are gone, full disks, broken caches: never a pass, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import GOOD, UNFORMATTED, Repo

NewRepo = Callable[..., Repo]
Run = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = str(Path(sys.executable).parent / "gotasks")
BAD = {**GOOD, "a/a.go": UNFORMATTED}


def shell(repo: Repo, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    return repo.run("bash", "-c", script, "bash", PROGRAM, **env)


# ---- streams, folders, environment ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ('"$1" fmt --all >&-', 1),
        ('"$1" fmt --all 2>&-', 1),
        ('"$1" fmt --all <&- >&- 2>&-', 1),
        ('"$1" fmt --all --json >&-', 1),
        ('"$1" --help >&- 2>&-', 0),
        ('"$1" fmt --wrong >&- 2>&-', 2),
        ('"$1" fmt --all | true; exit "${PIPESTATUS[0]}"', 1),
        ('"$1" fmt --all --json | head -c 1 >/dev/null; exit "${PIPESTATUS[0]}"', 1),
        ('"$1" fmt --all --patch | true; exit "${PIPESTATUS[0]}"', 1),
        ('cd "$(mktemp -d)" && rmdir "$PWD" && "$1" fmt', 2),
        ('unset HOME; "$1" fmt --all', 1),
        ('TMPDIR=/nowhere "$1" fmt --all', 3),  # Go needs one
        ('env -i PATH="$PATH" GOTASKS_CACHE="$GOTASKS_CACHE" "$1" fmt --all', 3),  # Go finds no cache
    ],
)
def test_whatever_is_closed_or_gone_the_status_is_right(new_repo: NewRepo, script: str, code: int) -> None:
    done = shell(new_repo(BAD), script)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("flags", ["", "--json", "--patch"])
def test_a_full_disk_behind_standard_output(new_repo: NewRepo, flags: str) -> None:
    done = shell(new_repo(BAD), f'"$1" fmt --all {flags} >/dev/full')

    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("env", "code"),
    [({"LC_ALL": "C"}, 1), ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, 3)],
)
def test_a_locale_that_is_not_utf8(new_repo: NewRepo, gotasks: Run, env: dict[str, str], code: int) -> None:
    """Python takes UTF-8 in the C locale, unless it is told not to: then a name that it cannot write is said."""
    repo = new_repo({**BAD, "a/é ö.go": "package a\n\nvar  é = 1\n"})
    done = gotasks(repo, "fmt", "--all", **env)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


# ---- faults of the disk --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blocks", [0, 1, 8, 64])
def test_files_that_cannot_grow(new_repo: NewRepo, blocks: int) -> None:
    """RLIMIT_FSIZE stands for a full disk: each write beyond it fails."""
    repo = new_repo({**GOOD, "big.txt": "x" * 200_000})
    done = shell(repo, f'ulimit -f {blocks}; trap "" XFSZ; "$1" vet')

    assert done.returncode in ({3} if blocks < 64 else {0, 3}), done.stderr
    assert "Traceback" not in done.stderr
    assert shell(repo, '"$1" vet').returncode == 0


def test_a_cache_that_is_a_file(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = gotasks(new_repo(), "vet", GOTASKS_CACHE=str(tmp_path / "file"))

    assert done.returncode == 3
    assert "set GOTASKS_CACHE" in done.stderr


def refuses_to_write(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether a run ended in the one line that names the mend."""
    mended = done.stderr.endswith("; set GOTASKS_CACHE to a folder that can be written\n")
    return mended and done.returncode == 3 and done.stderr.count("\n") == 1


@pytest.mark.parametrize("place", ["/proc/gotasks", "/proc/self"])
def test_a_cache_where_nothing_can_be_made(new_repo: NewRepo, gotasks: Run, place: str) -> None:
    if not os.path.isdir("/proc/self"):
        pytest.skip("this system has no /proc, where root too can write nothing")

    assert refuses_to_write(gotasks(new_repo(), "fmt", GOTASKS_CACHE=place))


def test_a_cache_that_became_read_only(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    repo = new_repo()
    assert gotasks(repo, "fmt", "--all").returncode == 0
    freeze = f'mount --bind "{cache}" "{cache}" && mount -o remount,ro,bind "{cache}"'
    if repo.run("unshare", "-m", "sh", "-c", freeze).returncode:
        pytest.skip("a folder can be mounted read-only by root only")

    assert refuses_to_write(repo.run("unshare", "-m", "sh", "-c", f'{freeze} && exec "$1" fmt --all', "sh", PROGRAM))


# ---- a repository of somebody else ---------------------------------------------------------------------------------


@pytest.mark.parametrize("argv", [("fmt", "--all"), ("check",), ("journal",), ("install-hooks",)])
def test_a_repository_of_somebody_else_is_refused_with_the_command_that_mends_it(
    new_repo: NewRepo, gotasks: Run, argv: tuple[str, ...]
) -> None:
    """git-config(1), safe.directory; the variable is that of git's own tests."""
    repo = new_repo()
    refused = gotasks(repo, *argv, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    mend = f"git config --global --add safe.directory {repo.path}"

    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr.startswith("gotasks: git rev-parse: fatal: ")
    assert refused.stderr.endswith(f": {mend}\n")
    assert refused.stderr.count("\n") == 1
    repo.git(*mend.split()[1:])
    assert gotasks(repo, "fmt", "--all", GIT_TEST_ASSUME_DIFFERENT_OWNER="1").returncode == 0


# ---- broken checkouts and entries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["lock", "judging", "running", "git", "tree", "scratch", "attributes"])
def test_a_part_of_the_slot_is_of_another_kind(new_repo: NewRepo, gotasks: Run, cache: Path, part: str) -> None:
    """What can be made anew is; where it cannot, nothing passes."""
    repo = new_repo()
    assert gotasks(repo, "vet", "--fresh").returncode == 0
    (slot,) = cache.glob("slots/*/0")
    place = slot / part
    was_folder = place.is_dir()
    shutil.rmtree(place) if was_folder else place.unlink(missing_ok=True)
    place.write_text("x") if was_folder else place.mkdir()
    repo.write(BAD)
    done = gotasks(repo, "fmt", "--all", "--fresh")

    assert done.returncode in {1, 3}, done.stderr
    assert "Traceback" not in done.stderr
    assert "defect" not in done.stderr


@pytest.mark.parametrize("part", ["git", "git/objects", "tree", "tree/repo", "scratch", "git/index", "tree/repo/a"])
def test_a_link_in_the_slot_leads_to_nobodys_files(
    new_repo: NewRepo, gotasks: Run, cache: Path, part: str, tmp_path: Path
) -> None:
    repo = new_repo()
    assert gotasks(repo, "vet", "--fresh").returncode == 0
    (slot,) = cache.glob("slots/*/0")
    shutil.copytree(slot / part, tmp_path / "theirs") if (slot / part).is_dir() else (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "precious").write_text("x")
    before = {path.relative_to(tmp_path): path.stat().st_mtime_ns for path in (tmp_path / "theirs").rglob("*")}
    shutil.rmtree(slot / part) if (slot / part).is_dir() else (slot / part).unlink(missing_ok=True)
    (slot / part).symlink_to(tmp_path / "theirs")
    repo.write(BAD)
    done = gotasks(repo, "fmt", "--all", "--fresh")

    assert done.returncode == 1, done.stderr
    assert before == {path.relative_to(tmp_path): path.stat().st_mtime_ns for path in (tmp_path / "theirs").rglob("*")}


def test_a_sweep_over_the_files_of_a_slot(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    """Each of the files of the slot and of our objects is emptied, cut or deleted: the verdict stays the truth."""
    repo = new_repo()
    repo.write({"b/b.go": "package b\n"})
    assert gotasks(repo, "fmt", "--all", "--fresh").returncode == 0
    (base,) = cache.glob("slots/*")
    names = [path.relative_to(base) for path in sorted(base.rglob("*")) if path.is_file() and path.name != "lock"]
    good = UNFORMATTED.replace("{return 1 }", "{ return 1 }")
    for number, name in enumerate(names):
        for how in ("emptied", "cut", "deleted")[number % 2 :: 2] if "scratch" not in name.parts else ():
            file = base / name
            if not file.exists():
                continue
            file.chmod(0o644)
            body = file.read_bytes()
            file.unlink() if how == "deleted" else file.write_bytes(body[: len(body) // 2] if how == "cut" else b"")
            bad = number % 2
            repo.write({"a/a.go": UNFORMATTED if bad else good})
            done = gotasks(repo, "fmt", "--all", "--fresh")
            assert done.returncode == bad, (name, how, done.stdout, done.stderr)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'{"key": "x", "result": {}}', None])
def test_a_broken_entry_of_the_store(new_repo: NewRepo, gotasks: Run, cache: Path, body: bytes | None) -> None:
    repo = new_repo(BAD)
    assert gotasks(repo, "fmt", "--all").returncode == 1
    entries = [*cache.glob("store/*/*.json")]
    for entry in entries:
        entry.unlink()
        entry.mkdir() if body is None else entry.write_bytes(body)

    assert entries
    assert gotasks(repo, "fmt", "--all").returncode == 1


def test_an_entry_that_was_copied_to_another_name_answers_nothing(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    repo = new_repo()
    assert gotasks(repo, "fmt", "--all").returncode == 0
    (passed,) = cache.glob("store/*/*.json")
    repo.write(BAD)
    assert gotasks(repo, "fmt", "--all").returncode == 1
    for entry in cache.glob("store/*/*.json"):
        if entry != passed:
            shutil.copy(passed, entry)

    assert gotasks(repo, "fmt", "--all").returncode == 1


def test_an_object_of_ours_that_a_power_cut_broke_is_made_again(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    repo = new_repo()
    repo.write({"b/b.go": "package b\n"})
    assert gotasks(repo, "vet").returncode == 0
    for path in cache.glob("slots/*/git/objects/??/*"):
        path.chmod(0o644)
        path.write_bytes(b"")
    done = gotasks(repo, "vet", "--fresh")

    assert done.returncode == 0, done.stderr


def test_the_cache_is_deleted_while_a_run_uses_it(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    text = f'[commands.gone]\nrun = ["rm", "-rf", "{cache}/slots", "{cache}/store"]\n'
    repo = new_repo({**GOOD, "gotasks.toml": text})
    done = gotasks(repo, "gone")

    assert done.returncode == 3
    assert "was removed while a run used it: run again" in done.stderr
    assert gotasks(repo, "vet").returncode == 0


def test_a_test_that_puts_a_link_in_place_of_the_checkout(new_repo: NewRepo, gotasks: Run, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "precious").write_text("x")
    script = f'cd .. && rm -rf repo && ln -s "{tmp_path}/theirs" repo'
    repo = new_repo({**GOOD, "gotasks.toml": f"[commands.link]\nrun = ['sh', '-c', '{script}']\n"})
    gotasks(repo, "link")

    assert (tmp_path / "theirs" / "precious").read_text() == "x"
    assert gotasks(repo, "fmt", "--all").returncode == 0


def test_a_clock_that_jumps(new_repo: NewRepo, gotasks: Run, cache: Path) -> None:
    repo = new_repo(BAD)
    assert gotasks(repo, "fmt", "--all").returncode == 1
    for time in (0, 4_000_000_000):
        for path in cache.glob("s*/**/*"):
            os.utime(path, (time, time), follow_symlinks=False)
        assert gotasks(repo, "fmt", "--all").returncode == 1
        assert gotasks(repo, "fmt", "--all", "--fresh").returncode == 1


@pytest.mark.parametrize("size", ["64k", "200k", "400k", "1m"])
def test_a_full_disk(new_repo: NewRepo, gotasks: Run, tmp_path: Path, size: str) -> None:
    (tmp_path / "small").mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(tmp_path / "small")],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root only")
    try:
        repo = new_repo(BAD)
        for name in ("a", "b", "c"):
            repo.write({f"{name}.txt": os.urandom(100_000)})
            done = gotasks(repo, "fmt", "--all", GOTASKS_CACHE=str(tmp_path / "small"))
            assert done.returncode in {1, 3}, done.stderr
            assert "Traceback" not in done.stderr
            assert "defect" not in done.stderr
    finally:
        subprocess.run(["umount", "-l", str(tmp_path / "small")], check=True)


@pytest.mark.parametrize("front", ["inv", "nox"])
def test_no_front_ends_in_a_traceback(new_repo: NewRepo, tmp_path: Path, front: str) -> None:
    repo = new_repo(
        {
            **BAD,
            "tasks.py": "from gotasks.for_invoke import collection\n\nns = collection()\n",
            "noxfile.py": "from gotasks.for_nox import register\n\nregister()\n",
        }
    )
    (tmp_path / "file").write_text("x")
    done = repo.run(front, *(("-s",) if front == "nox" else ()), "fmt", GOTASKS_CACHE=str(tmp_path / "file"))

    assert done.returncode == (1 if front == "nox" else 3), done.stderr
    assert "Traceback" not in done.stderr
    assert "set GOTASKS_CACHE" in done.stderr
