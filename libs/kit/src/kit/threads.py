"""Work in threads: each kind has places of its own, so that a slow kind starves no other.

`await anyio.to_thread.run_sync(function, argument, limiter=UPLOADS)`. Its place is free again when
the thread has ended. Python runs one at a time: more places would make all of them slower.
"""

from typing import Final

from anyio import CapacityLimiter

UPLOADS: Final = CapacityLimiter(4)  # what clients send is read and checked
INSPECTIONS: Final = CapacityLimiter(2)  # files of clients are looked into, which may take long
FILES: Final = CapacityLimiter(2)  # what clients get is written and packed
TRIALS: Final = CapacityLimiter(2)  # what is asked about is compared, checked and tried
COMPUTATIONS: Final = CapacityLimiter(2)  # searches of seconds, which have a queue of their own
JOBS: Final = CapacityLimiter(2)  # what a worker does beside its events
