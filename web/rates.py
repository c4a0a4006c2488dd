"""How often one person may ask: a bucket of requests that fills again as time goes by."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from web.problems import TooMany

MOST_KNOWN = 10_000  # people whose buckets are kept


@dataclass
class Rates:
    """`a_minute` requests at once, and as many again in every minute."""

    a_minute: int
    clock: Callable[[], float] = time.monotonic
    buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, who: str) -> None:
        """Count a request; raises 429 with the seconds to wait when the bucket is empty."""
        with self.lock:
            moment = self.clock()
            left, at = self.buckets.get(who, (float(self.a_minute), moment))
            left = min(self.a_minute, left + (moment - at) * self.a_minute / 60)
            if left < 1:
                wait = math.ceil((1 - left) * 60 / self.a_minute)
                raise TooMany("Too many requests. Slow down a little.", max(1, wait))
            if len(self.buckets) >= MOST_KNOWN:
                self.buckets.clear()
            self.buckets[who] = (left - 1, moment)
