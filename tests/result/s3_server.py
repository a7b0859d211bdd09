"""An S3-compatible server in a process of its own, on a free port of the loopback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.processes import wait_until

BUCKET, LOCKED = "runs", "locked"


@contextmanager
def s3_server(folder: Any) -> Iterator[dict[str, str]]:
    """Variables of the environment that lead to the server; it has two buckets.

    Anybody may write to ``BUCKET``; a policy of ``LOCKED`` denies it.
    """
    import boto3

    log = folder / "server.log"
    program = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with log.open("wb") as out:
        process = subprocess.Popen(program, stdout=out, stderr=subprocess.STDOUT)
    try:
        found = wait_until(lambda: re.search(r"http://127\.0\.0\.1:\d+", log.read_text()))
        environment = {
            "AWS_ENDPOINT_URL": found[0],
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "anybody",
            "AWS_SECRET_ACCESS_KEY": "anything",
            "AWS_REGION": "us-east-1",
        }
        client = boto3.client(
            "s3", endpoint_url=found[0], region_name="us-east-1",
            aws_access_key_id="anybody", aws_secret_access_key="anything",
        )  # fmt: skip
        for name in (BUCKET, LOCKED):
            client.create_bucket(Bucket=name)
        denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject"}
        policy = {
            "Version": "2012-10-17",
            "Statement": [{**denied, "Resource": f"arn:aws:s3:::{LOCKED}/*"}],
        }
        client.put_bucket_policy(Bucket=LOCKED, Policy=json.dumps(policy))
        client.close()
        yield environment
    finally:
        process.kill()
        process.wait()
