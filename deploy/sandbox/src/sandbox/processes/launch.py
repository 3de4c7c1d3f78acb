"""Start one program so that it cannot outlive the process that asked for it.

Run as a script by an isolated interpreter (`python -I -S launch.py PARENT SIGNAL USER -- program`),
so it imports the standard library only. It prepares itself and then becomes the program by exec,
because running code between fork and exec is unsafe in a process with threads.
"""

import ctypes
import os
import pwd
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_NO_SETUID_FIXUP = 1 << 2
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def main(argv: list[str]) -> None:
    """Become the user if one is named, end with the parent from now on, and become the program."""
    parent, death_signal, user = int(argv[0]), int(argv[1]), argv[2]
    program = argv[4:]
    os.setsid()  # a Ctrl-C in the terminal reaches only the parent, which stops everything in order
    if user and os.geteuid() == 0:
        _become(pwd.getpwnam(user))
    # After the change of user: the kernel clears the signal when credentials change.
    _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The parent ended before its child had started.")
    os.execv(program[0], program)  # noqa: S606  the supervisor's own argument list, no shell


def _become(user: pwd.struct_passwd) -> None:
    """Become an ordinary user who may still read what root's folders hold.

    A checkout is often in a home directory of mode 0700. We must not change the mode of other
    people's folders, so the program keeps the one capability to read and enter them.
    """
    capability = _readable_capability()
    # Keeps capabilities through the change of user; without it, access(2) would ignore them, too.
    _libc.prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    _keep_only(capability)


def _readable_capability() -> int | None:
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123  pathlib costs start-up time
        permitted = next(int(line.split()[1], 16) for line in status if line.startswith("CapPrm:"))
    for capability in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):
        if permitted & (1 << capability):
            return capability
    return None


def _keep_only(capability: int | None) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    mask = 0 if capability is None else 1 << capability
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    if _libc.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        sys.exit("Could not give up the capabilities of root.")
    if capability is not None:
        _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
