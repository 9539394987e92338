"""Celery, at scale: shells around the relay. The only import of celery.

A message is a hint to look at some rows, never an order: it carries ids only, the rows decide. Anybody who can
write to the broker can at most make a worker look sooner. Not here: doing the work (`lms.relay`).
"""

from collections.abc import Callable
from typing import Any

from celery import Celery, signals

from lms.settings import Settings

DO = "leerspoor.do"
QUEUES = ("issue", "mail")
CONNECT_SECONDS = 1


def make_celery(settings: Settings) -> Celery | None:
    """The queue that BROKER_URL names, or None. A dead broker is noticed within a second or two."""
    if not settings.broker_url:
        return None
    celery = Celery("leerspoor", broker=settings.broker_url, set_as_current=False)
    celery.conf.update(
        accept_content=["json"],
        task_serializer="json",
        result_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_default_queue="issue",
        task_create_missing_queues=True,
        task_time_limit=settings.lease_seconds,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_timeout=CONNECT_SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=_transport(settings),
        task_publish_retry=False,
    )
    return celery


def _transport(settings: Settings) -> dict[str, Any]:
    if settings.broker_url.startswith("amqp"):
        return {"connect_timeout": CONNECT_SECONDS, "max_retries": 1}
    return {
        "visibility_timeout": max(300, settings.lease_seconds * 2),
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": 5,
        "max_retries": 1,
    }


def register(celery: Celery, do: Callable[[list[int]], int], after_fork: Callable[[], None]) -> None:
    """Give the worker its one task; `after_fork` runs in each fresh pool process."""

    @celery.task(name=DO)  # type: ignore[untyped-decorator]
    def look(ids: object) -> None:
        do(clean_ids(ids))

    def forked(**_more: object) -> None:
        after_fork()

    signals.worker_process_init.connect(forked, weak=False)


def clean_ids(ids: object) -> list[int]:
    """What a message may say: at most 100 row numbers. Anything else is nothing."""
    if not isinstance(ids, list):
        return []
    return [number for number in ids[:100] if isinstance(number, int) and not isinstance(number, bool)]


def send_hint(celery: Celery, queue: str, ids: list[int]) -> None:
    """Tell the workers to look. Raises what the broker raises; the caller may forget about it."""
    celery.send_task(DO, args=[ids], queue=queue, retry=False)


def run_worker(celery: Celery, *, queues: tuple[str, ...], concurrency: int) -> None:
    """Run a worker in this process until it is told to stop."""
    celery.worker_main(
        [
            "worker",
            f"--queues={','.join(queues)}",
            f"--concurrency={concurrency}",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
            "-O",
            "fair",
        ]
    )


def ping(celery: Celery) -> None:
    """Raise when the broker does not answer within a second or two."""
    with celery.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, interval_start=0, timeout=CONNECT_SECONDS * 2)
