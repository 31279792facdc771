"""Rules that no tool knows: what stands in the sources, and what never does."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent.parent
APPS = ("newsroom", "articles", "newsletter")


def committed(*endings: str) -> list[Path]:
    """Files that git knows, or all files where there is no git (an unpacked archive)."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=BASE, capture_output=True, text=True, check=False)
    if done.returncode:
        ours = [BASE / name for name in (*APPS, "templates", "tests", "docs")]
        paths = [path for folder in ours for path in folder.rglob("*") if path.is_file()]
    else:
        paths = [BASE / name for name in done.stdout.split("\0") if name]
    return sorted(path for path in paths if path.is_file() and (not endings or path.suffix in endings))


def modules() -> list[Path]:
    paths = [path for app in APPS for path in (BASE / app).rglob("*.py")]
    return sorted(path for path in paths if "migrations" not in path.parts)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(BASE)) for path in paths]


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        path
        for path in modules()
        if (text := path.read_text("utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert names(silent) == []


def test_no_model_does_more_in_save_or_delete() -> None:
    overriding = [
        path
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith("Model") for base in node.bases)
        and {item.name for item in node.body if isinstance(item, ast.FunctionDef)} & {"save", "delete"}
    ]
    assert names(overriding) == []


def test_no_signal_is_received_outside_receivers() -> None:
    signals = re.compile(r"@receiver\b|\.connect\(|django\.(db\.models|core|dispatch).*signals? import")
    receiving = [
        path
        for path in modules()
        if path.name != "receivers.py"
        and any(signals.search(line) and "probe.connect" not in line for line in path.read_text("utf-8").splitlines())
    ]
    assert names(receiving) == []


@pytest.mark.parametrize("fault", [r"/home/\w", r"/root/", r"/work/", r"/Users/\w"])
def test_no_path_of_one_machine_is_committed(fault: str) -> None:
    ours = Path(__file__)
    text_files = committed(".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".js", ".yml", ".json", "")
    found = [path for path in text_files if path != ours and re.search(fault, path.read_text("utf-8", "replace"))]
    assert names(found) == []


def test_requirements_are_pinned_and_name_no_host() -> None:
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-s3.txt")
        for line in (BASE / name).read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line)] == []


def test_the_checks_are_installed_over_the_same_packages_as_the_newsroom() -> None:
    run = set((BASE / "requirements.txt").read_text("utf-8").splitlines()[1:])
    dev = set((BASE / "requirements-dev.txt").read_text("utf-8").splitlines()[1:])
    assert run - dev == set()


def test_a_silenced_warning_says_why() -> None:
    silenced = re.compile(r"#\s*(noqa(?!: [A-Z]+[0-9]+)|type: ignore(?!\[))")
    bare = [path for path in committed(".py") if path != Path(__file__) and silenced.search(path.read_text("utf-8"))]
    assert names(bare) == []


def test_no_code_and_no_template_holds_a_newspapers_name() -> None:
    """The demo's names stand in its data alone: renaming the site in the desk renames it everywhere."""
    identity = tomllib.loads((BASE / "newsletter" / "demo" / "world.toml").read_text("utf-8"))["identity"]
    held = {identity["name_ar"], identity["name_en"]}
    sources = [
        path
        for folder in (*APPS, "templates")
        for path in (BASE / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt", ".css", ".js", ".svg", ".po"}
    ]
    assert names([path for path in sources if any(name in path.read_text("utf-8") for name in held)]) == []


_CHANGING = {"create", "get_or_create", "update_or_create", "bulk_create", "update", "bulk_update", "delete", "save"}


def changes_consent(path: Path) -> bool:
    """Whether a module makes, changes or takes away a `ConsentEvent`."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    made = any(ast.unparse(call.func) == "ConsentEvent" for call in calls)
    done = {
        call.func.attr
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and re.match(r"(\w+\.)*(ConsentEvent\.objects|consent_events)\b", ast.unparse(call.func.value))
    }
    return made or bool(done & _CHANGING)


def test_proof_of_consent_is_written_in_few_modules() -> None:
    """It is added to and never changed, but for what names a person; whoever does either stands here."""
    # A deed, a list that was taken over, an erasure.
    known = {"newsletter/subscriptions.py", "newsletter/importing.py", "newsletter/personal.py"}
    assert set(names([path for path in modules() if changes_consent(path)])) == known
