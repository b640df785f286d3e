"""One process, measured: wall and CPU seconds, peak memory, the stages it reports, and why it failed."""
import json
import os
import re
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

# Below this the kernel starts to kill; the largest peer is stopped before that, and the machine stays usable.
SPARE_MEMORY_MB = 400
POLL_SECONDS = 0.2


@dataclass
class Measurement:
    """What one process took. `stages` maps "read", "score", "write" to seconds; empty when it reports none."""

    status: str
    wall_s: float
    cpu_s: float
    peak_rss_mb: float
    stages: dict[str, float] = field(default_factory=dict)


def available_memory_mb():
    """Memory the kernel could give out without swapping."""
    with open("/proc/meminfo", encoding="ascii") as lines:
        for line in lines:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
    return SPARE_MEMORY_MB * 2


def parse_stages(text):
    """Finds JSON lines with keys stage and seconds among other messages; several lines of one stage add up."""
    stages = {}
    for line in text.splitlines():
        if not line.startswith("{"):
            continue
        try:
            record = json.loads(line)
            name, seconds = str(record["stage"]).lower(), float(record["seconds"])
        except (ValueError, KeyError, TypeError):
            continue
        known = next((stage for prefix, stage in (("read", "read"), ("scor", "score"), ("writ", "write"))
                      if name.startswith(prefix)), name)
        stages[known] = stages.get(known, 0.0) + seconds
    return stages


def failure(code, text):
    """One short reason, from the exit code and the last line that looks like one."""
    if re.search(r"there is no method|unknown method", text):
        return "unknown method"
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("{")]
    errors = [line for line in lines if re.search(r"error|cannot|killed|memory", line, re.IGNORECASE)]
    reason = (errors or lines or ["no message"])[-1].replace("\t", " ")[:120]
    return f"failed: {f'signal {-code}' if code < 0 else f'exit {code}'}: {reason}"


def kill(group):
    """Kills a process group, workers included. That it is gone already is no error."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Watchdog(threading.Thread):
    """Kills a process group at the time limit or when memory runs out, and keeps the reason."""

    def __init__(self, group, timeout):
        super().__init__(daemon=True)
        self.group, self.deadline, self.timeout = group, time.monotonic() + timeout, timeout
        self.reason, self.ended = None, threading.Event()

    def run(self):
        while not self.ended.wait(POLL_SECONDS):
            if time.monotonic() > self.deadline:
                self.reason = f"over {self.timeout:g} s"
            elif available_memory_mb() < SPARE_MEMORY_MB:
                self.reason = "failed: out of memory"
            if self.reason:
                kill(self.group)
                return


def die_first():
    """In the child: should the kernel have to choose, it takes this process and nobody else's."""
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as out:
        out.write("1000")


def measure(command, environment, timeout, log):
    """Runs `command` to its end. CPU and memory are those of wait4: waited-for workers are in the CPU seconds, and the
    memory is that of the largest single process."""
    with open(log, "wb") as messages:
        start = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=messages,
                                   stderr=messages, env=environment, start_new_session=True, preexec_fn=die_first)
        watchdog = Watchdog(process.pid, timeout)
        watchdog.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            kill(process.pid)
            raise
        wall = time.perf_counter() - start
        watchdog.ended.set()
        watchdog.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        kill(process.pid)  # workers that outlive their parent would disturb the next run
    text = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode == 0:
        verdict = "ok"
    else:
        verdict = watchdog.reason or failure(process.returncode, text)
    return Measurement(verdict, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, parse_stages(text))


def thread_environment(threads, work):
    """An environment in which every library that could start threads of its own is held to `threads`."""
    environment = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS",
                 "RAYON_NUM_THREADS", "POLARS_MAX_THREADS"):
        environment[name] = str(threads)
    environment |= {"PYTHONNOUSERSITE": "1", "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(work / "matplotlib"),
                    "NUMBA_CACHE_DIR": str(work / "numba")}
    return environment
