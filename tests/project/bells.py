"""A Celery application for `test_broker`: what a worker and two ringers need, each a process of its own."""

import os
import sys
from pathlib import Path

from celery import Celery

from newsroom import broker

broker.register()
FOLDER = Path(os.environ.get("BELLS_FOLDER", "/nowhere"))
app = Celery("bells", broker="folder://", set_as_current=False)
app.conf.update(
    broker_transport_options={
        "data_folder_in": str(FOLDER / "messages"),
        "data_folder_out": str(FOLDER / "messages"),
        "control_folder": str(FOLDER / "exchanges"),
        "polling_interval": 0.05,
    },
    task_ignore_result=True,
    task_publish_retry=False,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
)


@app.task(name="heard")
def heard(number: int) -> None:
    sys.stdout.write(f"heard {number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    first, last = int(sys.argv[1]), int(sys.argv[2])
    for number in range(first, last):
        app.send_task("heard", args=[number])
