"""The server: gunicorn's master, its forks (our eventlet worker, the printing process it watches), and the log.

`serve.serve(settings)` is the door. What was measured and why it is so: docs/decisions.
"""
