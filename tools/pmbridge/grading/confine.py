"""What a forked process gives up before it runs a learner's code. Linux only, and nothing but the kernel's.

It runs inside what ``sandbox`` has made: a view of the file system that is read-only, without network.
Here each submission gets what must not be shared with the next one: its own processes, its own working
folder, its own shared memory, its own limits, and no rights.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
from dataclasses import dataclass

WORK = "/tmp/work"
_NEWNS, _NEWIPC, _NEWPID = 0x00020000, 0x08000000, 0x20000000
_PRIVATE = 0x44000  # MS_REC | MS_PRIVATE
_NOSUID, _NODEV, _READONLY = 2, 4, 1
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT = 38, 22, 24, 47
_CAPABILITIES = 64


@dataclass(frozen=True)
class Bounds:
    """What one submission's processes may use.

    Parameters
    ----------
    uid : int
        Who they run as; 0 leaves it, where the sandbox has one user only.
    memory : int
        Bytes of address space that each process may add to what it starts with.
    processes : int
        How many there may be, threads included.
    disk : int
        Bytes of the working folder, and the largest file.
    cpu : int
        Seconds of computing, of each process.
    """

    uid: int = 0
    memory: int = 1 << 30
    processes: int = 24
    disk: int = 64 << 20
    cpu: int = 300


class Refused(OSError):
    """The kernel did not do what the sandbox needs."""


_libc = ctypes.CDLL(None, use_errno=True)


def _must(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise Refused(number, f"{what}: {os.strerror(number)}")


def new_processes() -> None:
    """Let the next fork begin a world of processes of its own; when its first ends, all end."""
    _must(_libc.unshare(_NEWPID), "unshare processes")


def old_processes(namespace: int) -> None:
    """Fork into the world of ``namespace``, an open ``/proc/self/ns/pid``, again."""
    _must(_libc.setns(namespace, _NEWPID), "return to the first processes")


def confine(bounds: Bounds) -> None:
    """Give up everything that a learner's code has no need of. There is no way back.

    Raises
    ------
    Refused
        If any of it did not work; the process must end then.
    """
    _must(_libc.unshare(_NEWNS | _NEWIPC), "unshare mounts")
    _must(_libc.mount(None, b"/", None, _PRIVATE, None), "private mounts")
    _tmpfs("/tmp", bounds.disk, bounds.uid)
    _tmpfs("/dev/shm", 1 << 20, bounds.uid)
    _must(_libc.mount(b"none", b"/proc", b"tmpfs", _READONLY, b"size=4k,mode=555"), "cover /proc")
    os.mkdir(WORK, 0o700)
    if bounds.uid:
        os.chown(WORK, bounds.uid, bounds.uid)
    os.chdir(WORK)
    _limits(bounds)
    _drop(bounds.uid)
    _filter_calls()


def _tmpfs(path: str, size: int, uid: int) -> None:
    options = f"size={size},nr_inodes=4096,mode=700,uid={uid},gid={uid}".encode()
    flags = _NOSUID | _NODEV
    _must(_libc.mount(b"none", path.encode(), b"tmpfs", flags, options), f"mount {path}")


def limit(bounds: Bounds) -> None:
    """Set the limits alone: what can be done where there is no sandbox."""
    _limits(bounds)


def _limits(bounds: Bounds) -> None:
    values = {
        "RLIMIT_CPU": bounds.cpu,
        "RLIMIT_FSIZE": bounds.disk,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_NPROC": bounds.processes,
        "RLIMIT_AS": _address_space() + bounds.memory,
    }
    for name, value in values.items():
        kind = getattr(resource, name, None)
        if kind is None or (name == "RLIMIT_NPROC" and not bounds.uid and os.getuid()):
            # A user's limit counts all that they run, so it would end more than the submission.
            continue
        hard = resource.getrlimit(kind)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError) as error:
            raise Refused(0, f"limit {name}: {error}") from error


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as text:
            return int(text.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def _drop(uid: int) -> None:
    """Become somebody without rights, for good."""
    _libc.prctl(_PR_CAP_AMBIENT, 4, 0, 0, 0)
    for capability in range(_CAPABILITIES):
        # Those that this kernel does not know are refused.
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    _must(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new rights")
    header = struct.pack("Ii", 0x20080522, 0)
    _must(_libc.capset(header, bytes(24)), "drop rights")


# Calls that serve no notebook and have been the way out of a sandbox before, by machine.
_CALLS: dict[str, tuple[int, int]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "syslog": (103, 116),
    # Memory that no process seems to hold, so that nobody could count it.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
}
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_CLONE, _CLONE3, _SOCKET = (56, 220), (435, 435), (41, 198)
_NEW_NAMESPACES = 0x7E020000 | 0x80
_LOAD, _EQUAL, _GREATER, _AND_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _EPERM, _ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_FAMILIES = (1, 2, 10)  # within the machine, and the internet's two, of which there is none here


def supported() -> bool:
    """Return whether the calls of this kind of machine are known here."""
    return platform.machine() in _MACHINES


def _filter_calls() -> None:
    program = _program()
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _must(_libc.prctl(_PR_SET_SECCOMP, 2, header, 0, 0), "filter calls")


def _program() -> bytes:
    """Return the filter, in the kernel's own small language."""
    column, architecture = _MACHINES[platform.machine()]
    steps: list[tuple[int, int, int, int]] = []

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> None:
        steps.append((code, yes, no, value))

    step(_LOAD, _ARCHITECTURE)
    step(_EQUAL, architecture, 1, 0)
    step(_RETURN, _KILL)
    step(_LOAD, _NUMBER)
    # The x32 numbers of the same machine would pass by what follows.
    step(_GREATER, 0x40000000, 0, 1)
    step(_RETURN, _KILL)
    for numbers in _CALLS.values():
        step(_EQUAL, numbers[column], 0, 1)
        step(_RETURN, _EPERM)
    # Its arguments can't be looked at; the C library then takes the older call.
    step(_EQUAL, _CLONE3[column], 0, 1)
    step(_RETURN, _ENOSYS)
    step(_EQUAL, _CLONE[column], 0, 4)
    step(_LOAD, _FIRST_ARGUMENT)
    step(_AND_SET, _NEW_NAMESPACES, 0, 1)
    step(_RETURN, _EPERM)
    step(_RETURN, _ALLOW)
    step(_EQUAL, _SOCKET[column], 0, len(_FAMILIES) + 3)
    step(_LOAD, _FIRST_ARGUMENT)
    for position, family in enumerate(_FAMILIES):
        step(_EQUAL, family, len(_FAMILIES) - position, 0)
    step(_RETURN, _EPERM)
    step(_RETURN, _ALLOW)
    step(_RETURN, _ALLOW)
    return b"".join(struct.pack("HBBI", code, yes, no, value) for code, yes, no, value in steps)
