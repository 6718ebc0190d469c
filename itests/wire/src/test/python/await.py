"""Waits until what EC2 describes is so, in one process: a command each time would take a second of a processor.

usage: await.py METHOD PARAMETER ID EXPRESSION VALUE SECONDS
"""

import os
import sys
import time

import boto3
import jmespath

method, parameter, identity, expression, value, seconds = sys.argv[1:]
ec2 = boto3.client(
    "ec2", region_name="nova", endpoint_url=os.environ["AWS_ENDPOINT_URL_EC2"]
)
end = time.time() + int(seconds)
while True:
    found = jmespath.search(expression, getattr(ec2, method)(**{parameter: [identity]}))
    if found == value:
        break
    if found == "failed" or time.time() > end:
        sys.exit("%s is %s and not %s" % (identity, found, value))
    time.sleep(0.2)
