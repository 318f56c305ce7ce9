"""The built wheel: it holds all it needs, and works from any folder without the checkout."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

import kg

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
REPORT = "Russia deployed the Africa Corps to Mali in June 2025.\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel, which borrows the libraries of this one."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False)
    scheme = {"base": str(place), "platbase": str(place)}
    libraries = Path(sysconfig.get_path("purelib", "venv", scheme))
    (libraries / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    scripts = Path(sysconfig.get_path("scripts", "venv", scheme))
    command = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet"]
    subprocess.run([*command, "--no-deps", "--no-index", "--ignore-installed", str(wheel)], check=True)
    return scripts


def run(installed: Path, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(installed / "kg"), *args], cwd=cwd, capture_output=True, text=True, check=False)


def test_wheel_holds_the_package_and_its_data(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    shipped = [path.relative_to(ROOT) for folder in ("ontology", "seeds") for path in sorted((ROOT / folder).rglob("*"))]
    missing = [str(path) for path in shipped if (ROOT / path).is_file() and f"kg/data/{path.as_posix()}" not in names]
    assert missing == []
    assert any(name.startswith("kg/models/encoder/") for name in names)
    assert {"LICENSE", "LICENSE-MODEL"} <= {name.rpartition("/")[2] for name in names}
    strangers = {name.partition("/")[0] for name in names} - {"kg", f"sahel_kg-{kg.__version__}.dist-info"}
    assert strangers == set()
    assert [name for name in names if "__pycache__" in name] == []


def test_version(installed: Path, tmp_path: Path) -> None:
    ran = run(installed, "--version", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (0, f"kg {kg.__version__}\n")


def test_installed_package_is_the_one_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    command = [str(installed / "python"), "-c", "import kg.resources as r; print(r.resource('ontology', 'sahel.ttl'))"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert Path(found).is_relative_to(installed.parent)


def test_extracts_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT)
    ran = run(installed, "extract", "report.txt", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert '"relation": "deploys"' in ran.stdout
