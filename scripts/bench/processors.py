# SPDX-License-Identifier: Apache-2.0
"""How busy did others keep the processors while a benchmark ran?"""
import os


class Others:
    """How much of all processors was used by others, the host's other guests included, since it began."""
    def __init__(self):
        self.start = self.read()

    @staticmethod
    def read():
        """Seconds of all processors, idle ones, and those of this script and what it ran."""
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(word) for word in file.readline().split()[1:9]]
        second = os.sysconf("SC_CLK_TCK")
        return sum(ticks) / second, (ticks[3] + ticks[4]) / second, sum(os.times()[:4])

    def share(self):
        whole, idle, own = (after - before for before, after in zip(self.start, self.read()))
        return max(whole - idle - own, 0.0) / whole if whole > 0 else 0.0  # less than a tick of the clock
