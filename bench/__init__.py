"""The numbers of this machine: `make bench`, or `python -m bench [row ...] [--quick] [--db sqlite|postgresql] [--write]`.

The load client runs on the same cores as the server; it speaks raw HTTP and raw WebSocket out of one epoll loop, so that
it costs little beside what it measures. Each figure is the best of three windows, because a machine now and then stands
still by itself; what the processor and the disk gave at that moment (a spin and an fdatasync probe) stands beside it.
Every row measures the real `antrean serve` with all its processes, on a store of its own under the system's temporary
folder, which is gone afterwards.
"""
