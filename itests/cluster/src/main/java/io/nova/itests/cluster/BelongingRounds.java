package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import java.util.Optional;
import java.util.Random;

/** Takes public addresses and volumes, and gives most of them back. */
final class BelongingRounds implements Load.Round {

    private static final int ROUNDS_PER_VOLUME = 8;
    private static final int MOST_VOLUMES = 6;
    private static final int MOST_ADDRESSES = 3;

    private final Ec2 ec2;
    private final Ledger ledger;
    private final Random random;
    private final String name;

    BelongingRounds(Ec2 ec2, Ledger ledger, Random random, String name) {
        this.ec2 = ec2;
        this.ledger = ledger;
        this.random = random;
        this.name = name;
    }

    @Override
    public void go(int number) {
        address();
        // A volume that is deleted is overwritten: a few are enough for any disk.
        if (number % ROUNDS_PER_VOLUME == 0) {
            volume(name + "-" + number);
        }
    }

    private void address() {
        // Once only: it has no token, and a repetition would take another.
        Optional<Answer> taken = ec2.once("AllocateAddress", "Domain", "vpc");
        if (taken.isEmpty()) {
            ledger.unsureAddress();
            return;
        }
        if (taken.get().code().filter("AddressLimitExceeded"::equals).isPresent()) {
            return;
        }
        String address = taken.get().ok().text("publicIp");
        String allocation = taken.get().text("allocationId");
        ledger.allocated(address);
        if (ledger.addresses().size() > MOST_ADDRESSES || random.nextBoolean()) {
            // It is given back at most once: another may have it by the second time.
            ledger.released(address);
            release(allocation);
        }
    }

    /** Asks until it is certain; what is gone already was given back by an earlier try. */
    private void release(String allocation) {
        Optional<Answer> answer;
        do {
            answer = ec2.call("ReleaseAddress", "AllocationId", allocation);
        } while (answer.isEmpty());
        Load.expect(answer.get(), done -> {}, "InvalidAllocationID.NotFound");
    }

    private void volume(String token) {
        if (ledger.volumes().size() >= MOST_VOLUMES) {
            // Each takes its room of the disk, also while it is on its way.
            delete(ledger.volumes().iterator().next());
            return;
        }
        Optional<Answer> made = Optional.empty();
        while (made.isEmpty()) {
            made =
                    ec2.call(
                            "CreateVolume",
                            "Size",
                            "1",
                            "AvailabilityZone",
                            Cluster.REAL,
                            "ClientToken",
                            token);
        }
        String id = made.get().ok().text("volumeId");
        ledger.madeVolume(id);
        if (random.nextBoolean()) {
            delete(id);
        }
    }

    private void delete(String id) {
        Optional<Answer> answer;
        do {
            answer = ec2.call("DeleteVolume", "VolumeId", id);
        } while (answer.isEmpty());
        // One that is being made cannot be deleted yet, and is kept.
        Load.expect(
                answer.get(),
                done -> ledger.deletedVolume(id),
                "IncorrectState",
                "InvalidVolume.NotFound");
        if (answer.get().code().filter("InvalidVolume.NotFound"::equals).isPresent()) {
            ledger.deletedVolume(id);
        }
    }
}
