"""Waits until a guest's console has a line that many times, and prints the console.

usage: console.py INSTANCE TEXT TIMES SECONDS
"""

import os
import sys
import time

import boto3

ec2 = boto3.client(
    "ec2", region_name="nova", endpoint_url=os.environ["AWS_ENDPOINT_URL_EC2"]
)
instance, text, times, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
end = time.time() + seconds
while True:
    output = ec2.get_console_output(InstanceId=instance).get("Output", "")
    if output.count(text) >= times:
        break
    if time.time() > end:
        print(output)
        sys.exit("not %d times within %d s: %s" % (times, seconds, text))
    time.sleep(0.5)
print(output)
