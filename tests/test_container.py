"""What the container file promises: nobody's root, nothing unhashed, all of the program in it."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def instructions() -> list[tuple[str, str]]:
    """Instruction and arguments, in order."""
    text = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [
        (word, " ".join(rest.split())) for word, _, rest in (one.partition(" ") for one in lines)
    ]


def said(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def locked(name: str) -> set[str]:
    """Packages of a lock file with version and hashes."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert all("--hash=sha256:" in line for line in lines)
    return {" ".join(line.split()) for line in lines}


def test_it_runs_as_a_user_that_is_not_root_and_last_said_so() -> None:
    (user,) = said("USER")
    assert int(user.partition(":")[0]) >= 10_000
    after = [word for word, _ in instructions()][[w for w, _ in instructions()].index("USER") :]
    assert "RUN" not in after


def test_packages_come_from_the_lock_with_their_hashes_only() -> None:
    installs = [one for one in said("RUN") if re.search(r"\b(pip|uv|apt-get|curl|wget)\b", one)]
    assert len(installs) == 1
    assert "--require-hashes -r /requirements.run.lock" in installs[0]
    assert not said("ADD")


def test_the_lock_to_run_is_the_lock_without_the_tools_of_developers() -> None:
    run, whole = locked("requirements.run.lock"), locked("requirements.lock")
    assert run < whole
    names = {line.split("==")[0] for line in run}
    assert {"streamlit", "authlib", "prometheus-client", "polars"} <= names
    assert not names & {"pytest", "duckdb", "ruff", "pysail", "oidc-provider-mock"}


def test_all_of_the_program_is_in_it() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    needed = {*wheel["targets"]["wheel"]["only-include"]}
    copied = {part.rstrip("/") for one in said("COPY") if "--from" not in one
              for part in one.split()[:-1]}  # fmt: skip
    assert copied - {"requirements.run.lock"} == needed
    ignored = (ROOT / ".containerignore").read_text("utf-8").split()
    assert {*(part.partition("/")[0] for part in needed)} <= {
        line.removeprefix("!").partition("/")[0] for line in ignored if line.startswith("!")
    }


def test_it_is_healthy_by_its_own_route_and_keeps_its_home_in_a_volume() -> None:
    (health,) = said("HEALTHCHECK")
    assert "http://127.0.0.1:8501/healthz" in health
    assert said("VOLUME") == ["/data"]
    assert {"HOME=/data", "SHOPPULSE_HOME=/data"} <= {*said("ENV")[0].split()}
    assert said("EXPOSE") == ["8501"]


def test_it_goes_through_serve_which_refuses_other_machines_without_sign_in() -> None:
    assert said("ENTRYPOINT") == ['["python", "-m", "cli"]']
    assert said("CMD") == ['["serve", "--address", "0.0.0.0", "--port", "8501"]']


def test_no_secret_is_built_into_it() -> None:
    assert not said("ARG")
    assert not re.search(r"(?i)secret|token|password", " ".join(said("ENV") + said("RUN")))
