package io.nova.manager.compute;

import io.nova.api.identity.Quota;
import io.nova.api.network.SecurityGroupService;
import io.nova.model.HostId;
import io.nova.model.ProjectId;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceType;
import io.nova.model.network.PortGroup;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What instances hold: of their project's quotas, of their host's room, of their network's
 * addresses. All of it is taken in the transaction that creates an instance and given back in the
 * one that ends it.
 */
final class Claims {

    private Claims() {}

    static String vcpus(HostId host) {
        return "host/" + host + "/vcpus";
    }

    static String memory(HostId host) {
        return "host/" + host + "/memory";
    }

    /** Returns what placements hold of the host. */
    static HostCapacity of(StateStore store, HostId host) {
        return new HostCapacity((int) store.used(vcpus(host)), (int) store.used(memory(host)), 0);
    }

    /** Returns what placements hold of each of the hosts, in their order, in one round trip. */
    static List<HostCapacity> of(StateStore store, List<HostId> hosts) {
        List<String> scopes =
                hosts.stream().flatMap(host -> Stream.of(vcpus(host), memory(host))).toList();
        List<Long> used = store.used(scopes);
        return IntStream.range(0, hosts.size())
                .mapToObj(
                        i ->
                                new HostCapacity(
                                        used.get(2 * i).intValue(),
                                        used.get(2 * i + 1).intValue(),
                                        0))
                .toList();
    }

    /**
     * Takes room on a host for so many instances, if the host is still as it was when it was looked
     * at: it may have been closed to new ones since.
     */
    static void takeRoom(Tx.Builder tx, Scheduler.Candidate to, InstanceType type, int n) {
        tx.expect(Kinds.HOST, to.host().value(), to.version());
        tx.quota(vcpus(to.host()), (long) n * type.vcpus(), to.room().vcpus());
        tx.quota(memory(to.host()), (long) n * type.memoryMib(), to.room().memoryMib());
    }

    /** Takes the room of one instance on another host than it had, and gives that back. */
    static void moveRoom(Tx.Builder tx, Instance instance, Scheduler.Candidate to) {
        InstanceType type = instance.spec().type();
        tx.quota(vcpus(instance.host()), -type.vcpus(), Long.MAX_VALUE);
        tx.quota(memory(instance.host()), -type.memoryMib(), Long.MAX_VALUE);
        takeRoom(tx, to, type, 1);
    }

    /**
     * Takes what another type needs more than the one before, or gives back what it needs less.
     *
     * @param room the host's
     * @param cores the project's quota
     */
    static void resize(
            Tx.Builder tx, Instance before, InstanceType after, HostCapacity room, long cores) {
        int vcpus = after.vcpus() - before.spec().type().vcpus();
        int memory = after.memoryMib() - before.spec().type().memoryMib();
        difference(tx, vcpus(before.host()), vcpus, room.vcpus());
        difference(tx, memory(before.host()), memory, room.memoryMib());
        difference(tx, Quota.CORES.scope(before.project()), vcpus, cores);
    }

    private static void difference(Tx.Builder tx, String scope, long amount, long limit) {
        if (amount != 0) {
            tx.quota(scope, amount, amount > 0 ? limit : Long.MAX_VALUE);
        }
    }

    /** Leaves the groups that it was in before, and joins those that it is in then. */
    static void regroup(Tx.Builder tx, Instance before, Instance after) {
        List<PortGroup> old = before.port().groups();
        List<PortGroup> fresh = after.port().groups();
        join(tx, fresh.stream().filter(group -> !old.contains(group)).toList(), 1);
        for (PortGroup group : old) {
            if (!fresh.contains(group)) {
                tx.quota(SecurityGroupService.membership(group.id()), -1, Long.MAX_VALUE);
            }
        }
    }

    /** Takes so many instances out of the project's quotas. */
    static void takeQuota(
            Tx.Builder tx,
            ProjectId project,
            InstanceType type,
            int n,
            long instances,
            long cores) {
        tx.quota(Quota.INSTANCES.scope(project), n, instances);
        tx.quota(Quota.CORES.scope(project), (long) n * type.vcpus(), cores);
    }

    /** Takes so many memberships of the groups. */
    static void join(Tx.Builder tx, List<PortGroup> groups, int n) {
        for (PortGroup group : groups) {
            tx.quota(
                    SecurityGroupService.membership(group.id()),
                    n,
                    SecurityGroupService.MAX_MEMBERS);
        }
    }

    /** Gives back all that an instance holds. */
    static void giveBack(Tx.Builder tx, Instance instance, String addressPool) {
        InstanceType type = instance.spec().type();
        tx.quota(vcpus(instance.host()), -type.vcpus(), Long.MAX_VALUE);
        tx.quota(memory(instance.host()), -type.memoryMib(), Long.MAX_VALUE);
        tx.quota(Quota.INSTANCES.scope(instance.project()), -1, Long.MAX_VALUE);
        tx.quota(Quota.CORES.scope(instance.project()), -type.vcpus(), Long.MAX_VALUE);
        for (PortGroup group : instance.port().groups()) {
            tx.quota(SecurityGroupService.membership(group.id()), -1, Long.MAX_VALUE);
        }
        tx.give(addressPool, instance.id().value(), instance.port().address().number());
    }
}
