"""Finds or installs the peers. A peer that cannot be had is a reason in the tables, never an end of the run."""
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
APT = "apt-get install r-base-core r-bioc-gsva r-cran-data.table"


@dataclass
class Toolbox:
    """Where the programs are, their versions, and why the others are missing."""

    evade: Path
    python: Path
    gsva_rust: Path
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def output(*command):
    """Standard output of a command; None when it cannot run or fails."""
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def find_evade(given):
    """The program to measure: given, of this workspace's release build, or of the PATH."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target"))
    candidates = [given] if given else [target / "release" / "evade", shutil.which("evade")]
    for candidate in candidates:
        if candidate and output(candidate, "--version"):
            return Path(candidate).resolve()
    sys.exit("no evade program: build it with `cargo build --release`, or name it with --evade PATH")


def install_python(work):
    """Makes the suite's own venv once for each content of requirements.txt."""
    venv, wanted = work / "venv", (HERE / "requirements.txt").read_text(encoding="ascii")
    python, stamp = venv / "bin" / "python", venv / "requirements.installed"
    if not (stamp.exists() and stamp.read_text(encoding="ascii") == wanted):
        print("installing the Python peers", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r",
                        HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted, encoding="ascii")
    return python


def build_gsva_rust(work):
    """Builds the runner of the crate gsva-rust, outside the repository."""
    print("building the gsva-rust runner", file=sys.stderr)
    target = work / "gsva-rust"
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--manifest-path",
                    HERE / "gsva-rust-runner" / "Cargo.toml", "--target-dir", target], check=True)
    return target / "release" / "gsva-rust-runner"


def r_version(package):
    """Version of an installed R package, or None."""
    return output("Rscript", "--vanilla", "-e", f"cat(as.character(packageVersion('{package}')))")


def toolbox(evade, work):
    """Everything at its place, or a reason for what is not."""
    box = Toolbox(find_evade(evade), install_python(work), work)
    box.versions["evade"] = (output(box.evade, "--version") or "").removeprefix("evade ")
    for line in (output(box.python, "-m", "pip", "list", "--format=freeze") or "").splitlines():
        name, _, version = line.partition("==")
        if name in ("gseapy", "decoupler", "pyucell", "pandas", "polars"):
            box.versions[name] = version
        if name == "pyarrow":
            box.versions["pandas-pyarrow"] = f"{box.versions.get('pandas', '')} + {version}"
    try:
        box.gsva_rust = build_gsva_rust(work)
        box.versions["gsva-rust"] = "0.1.0"
    except (OSError, subprocess.CalledProcessError) as error:
        box.missing["gsva-rust"] = f"not installed: {error}"
    for tool in ("GSVA", "data.table"):
        version = r_version(tool)
        # GSVA 2.x has another interface; the runner is written for 1.46.
        if version is None:
            box.missing[tool] = "not installed"
        elif tool == "GSVA" and not version.startswith("1."):
            box.missing[tool] = f"not run: GSVA {version} has another interface than 1.46"
        else:
            box.versions[tool] = version
    if "not installed" in box.missing.values():
        print(f"R packages missing: {', '.join(t for t in ('GSVA', 'data.table') if t in box.missing)}. "
              f"On Debian: {APT}", file=sys.stderr)
    return box


def machine():
    """The lines that a reader needs to judge a time: processor, cores, memory, kernel, load at the start."""
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return {"CPU": f"{model}, {os.cpu_count()} cores", "memory": f"{memory:.0f} GiB",
            "kernel": f"{platform.system()} {platform.release()}", "Python": platform.python_version(),
            "load at the start (1, 5, 15 min)": load}
