package io.nova.itests.cluster;

import io.nova.itests.cluster.Ec2.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what was asked for with what the cloud says and with what hosts have. While the cloud
 * still works it may not hold yet: whoever asks asks again for a while.
 */
final class Verdict {

    private final Cluster cluster;
    private final Ledger ledger;
    private final Ec2 ec2;
    private final long addressesBefore;

    /**
     * @param addressesBefore how many private addresses were free before the first launch
     */
    Verdict(Cluster cluster, Ledger ledger, Ec2 ec2, long addressesBefore) {
        this.cluster = cluster;
        this.ledger = ledger;
        this.ec2 = ec2;
        this.addressesBefore = addressesBefore;
    }

    /** Returns what does not hold, each in a line. */
    List<String> now() {
        List<String> wrong = new ArrayList<>();
        Map<String, Shown> shown = ec2.instances().orElse(null);
        if (shown == null) {
            return List.of("nobody answers DescribeInstances");
        }
        instances(shown, wrong);
        guests(shown, wrong);
        privateAddresses(shown, wrong);
        publicAddresses(wrong);
        volumes(wrong);
        if (!cluster.stores().isWhole()) {
            wrong.add("the stores are not a master with its replica");
        }
        return wrong;
    }

    private void instances(Map<String, Shown> shown, List<String> wrong) {
        Map<String, String> wanted = ledger.wanted();
        wanted.forEach(
                (id, state) -> {
                    Shown one = shown.get(id);
                    if (one == null) {
                        wrong.add(id + " was acknowledged and is not there");
                    } else if (!one.state().equals(state)) {
                        wrong.add(
                                "%s is %s and should be %s %s"
                                        .formatted(id, one.state(), state, one.reason()));
                    }
                });
        shown.keySet().stream()
                .filter(id -> !wanted.containsKey(id))
                .forEach(id -> wrong.add(id + " is there and nobody asked for it"));
    }

    private void guests(Map<String, Shown> shown, List<String> wrong) {
        Map<String, List<String>> guests = Guests.all(cluster);
        Set<String> should = new TreeSet<>();
        shown.forEach(
                (id, one) -> {
                    if (!one.state().equals("terminated")) {
                        should.add(id);
                    }
                });
        for (String id : should) {
            List<String> on = guests.getOrDefault(id, List.of());
            if (on.size() != 1) {
                wrong.add(id + " has its guest on " + on);
            }
        }
        guests.forEach(
                (id, on) -> {
                    if (!should.contains(id)) {
                        wrong.add(on + " has a guest " + id + " that it should not have");
                    }
                });
    }

    private void privateAddresses(Map<String, Shown> shown, List<String> wrong) {
        Map<String, String> owners = new HashMap<>();
        long live = 0;
        for (var entry : shown.entrySet()) {
            if (entry.getValue().state().equals("terminated")) {
                continue;
            }
            live++;
            String other = owners.put(entry.getValue().address(), entry.getKey());
            if (other != null) {
                wrong.add(
                        "%s and %s have the address %s"
                                .formatted(other, entry.getKey(), entry.getValue().address()));
            }
        }
        long free = free(ec2);
        if (free >= 0 && free + live != addressesBefore) {
            wrong.add(
                    "of %d private addresses %d are free and %d taken"
                            .formatted(addressesBefore, free, live));
        }
    }

    /** Returns how many private addresses are free; -1 if nobody answers. */
    static long free(Ec2 ec2) {
        return ec2.call("DescribeSubnets")
                .map(
                        answer ->
                                answer.ok().all("availableIpAddressCount").stream()
                                        .mapToLong(Long::parseLong)
                                        .max()
                                        .orElse(-1))
                .orElse(-1L);
    }

    private void publicAddresses(List<String> wrong) {
        ec2.call("DescribeAddresses")
                .ifPresent(
                        answer -> {
                            List<String> there = answer.ok().all("publicIp");
                            Set<String> missing = ledger.addresses();
                            missing.removeAll(there);
                            missing.forEach(one -> wrong.add("the address " + one + " is lost"));
                            if (new TreeSet<>(there).size() != there.size()) {
                                wrong.add("an address is there twice: " + there);
                            }
                            int extra = there.size() - ledger.addresses().size() + missing.size();
                            if (extra > ledger.unsureAddresses()) {
                                wrong.add(
                                        "%d addresses that nobody has; %d were never answered"
                                                .formatted(extra, ledger.unsureAddresses()));
                            }
                        });
    }

    /** Returns what the operator's shell says of one thing, in a line. */
    private String shown(String what, String id) {
        return cluster.controllers()
                .get(0)
                .cloud()
                .nova("shell", "nova:" + what + "-show " + id)
                .out()
                .replaceAll("\\s+", " ");
    }

    private void volumes(List<String> wrong) {
        ec2.call("DescribeVolumes")
                .ifPresent(
                        answer -> {
                            Map<String, String> there = new TreeMap<>();
                            List<String> ids = answer.ok().all("volumeId");
                            List<String> states = answer.all("status");
                            for (int i = 0; i < ids.size(); i++) {
                                there.put(ids.get(i), states.get(i));
                            }
                            for (String id : ledger.volumes()) {
                                String state = String.valueOf(there.remove(id));
                                if (!state.equals("available")) {
                                    wrong.add(
                                            "volume %s is %s: %s"
                                                    .formatted(id, state, shown("volume", id)));
                                }
                            }
                            there.forEach(
                                    (id, state) ->
                                            wrong.add(
                                                    "volume %s is %s and nobody has it"
                                                            .formatted(id, state)));
                        });
    }
}
