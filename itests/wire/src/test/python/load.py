"""Clients that run instances, see them run and terminate them, until a file appears.

usage: load.py CLIENTS IMAGE KEEP-EVERY FOLDER WATCHED

Nothing is sent twice. FOLDER/rounds grows by a byte with each instance that was seen running; once there is
FOLDER/stop the clients end, and FOLDER/report tells, a line each: "failure TEXT", "kept ID", "terminated ID", and
"watched STATE" for each state in which the instance WATCHED was ever seen.
"""

import os
import sys
import threading
import time

import boto3
from botocore.config import Config

PATIENCE = 300

clients, image, keep_every, folder, watched = (
    int(sys.argv[1]),
    sys.argv[2],
    int(sys.argv[3]),
    sys.argv[4],
    sys.argv[5],
)
lock = threading.Lock()
lines = []
rounds = open(os.path.join(folder, "rounds"), "ab", buffering=0)


def connect():
    return boto3.session.Session().client(
        "ec2",
        region_name="nova",
        endpoint_url=os.environ["AWS_ENDPOINT_URL_EC2"],
        config=Config(retries={"total_max_attempts": 1}, read_timeout=60),
    )


def stopped():
    return os.path.exists(os.path.join(folder, "stop"))


def note(line):
    with lock:
        if line not in lines:
            lines.append(line)


def state(ec2, instance):
    answer = ec2.describe_instances(InstanceIds=[instance])
    return answer["Reservations"][0]["Instances"][0]["State"]["Name"]


def run_one(ec2, number):
    answer = ec2.run_instances(
        ImageId=image, InstanceType="m1.tiny", MinCount=1, MaxCount=1
    )
    instance = answer["Instances"][0]["InstanceId"]
    end = time.time() + PATIENCE
    while True:
        now = state(ec2, instance)
        if now == "running":
            break
        if now != "pending" or time.time() > end:
            raise RuntimeError("%s is %s" % (instance, now))
        time.sleep(0.2)
    rounds.write(b".")
    if number % keep_every == 0:
        note("kept " + instance)
    else:
        ec2.terminate_instances(InstanceIds=[instance])
        note("terminated " + instance)


def forever(step):
    ec2 = connect()
    number = 0
    try:
        while not stopped():
            number += 1
            step(ec2, number)
    except Exception as fault:  # whatever it is, it is what the test is about
        note("failure %r" % fault)


def watch(ec2, number):
    note("watched " + state(ec2, watched))
    time.sleep(0.2)


threads = [threading.Thread(target=forever, args=(run_one,)) for _ in range(clients)]
threads.append(threading.Thread(target=forever, args=(watch,)))
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with open(os.path.join(folder, "report.new"), "w") as report:
    report.writelines(line + "\n" for line in lines)
os.rename(os.path.join(folder, "report.new"), os.path.join(folder, "report"))
