package io.nova.itests.bench;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.InstanceTypeName;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.ReservationId;
import io.nova.model.SecurityGroupId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.compute.BootPlan;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceStatus;
import io.nova.model.compute.InstanceType;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.ImageContent;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.model.network.PortGroup;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The transaction of a RunInstances: the same records, index entries, quotas and addresses. */
final class Launch {

    static final PoolSpec ADDRESSES =
            new PoolSpec(
                    "addresses",
                    new Ipv4("10.0.0.2").number(),
                    new Ipv4("10.255.255.254").number(),
                    Duration.ofMinutes(1));

    private static final Kind<Instance> INSTANCE =
            new Kind<>(
                    "instance",
                    Instance.class,
                    one ->
                            List.of(
                                    new IndexEntry("all", ""),
                                    IndexEntry.of("project", one.project()),
                                    IndexEntry.of("reservation", one.reservation()),
                                    IndexEntry.of("host", one.host()),
                                    IndexEntry.of("address", one.port().address()),
                                    IndexEntry.of("port", one.port().id()),
                                    IndexEntry.of("group", one.port().groups().get(0).id())));

    private static final List<String> QUOTAS =
            List.of("instances", "cores", "host/vcpus", "host/memory", "group/members");

    private Launch() {}

    /** Returns the transaction of so many instances; no two have the same number. */
    static Tx of(long number, int count) {
        Tx.Builder tx = Tx.of("run/r-" + hex(number));
        QUOTAS.forEach(scope -> tx.quota(scope, count, Long.MAX_VALUE));
        Instant now = Instant.now();
        for (int i = 0; i < count; i++) {
            String id = hex(number * 1000 + i);
            int slot = tx.take(ADDRESSES.name(), "i-" + id);
            int index = i;
            tx.createWith(
                    INSTANCE,
                    "i-" + id,
                    taken -> instance(id, number, index, Ipv4.of(taken.item(slot)), now));
        }
        return tx.build();
    }

    private static String hex(long number) {
        return "%017x".formatted(number);
    }

    private static Instance instance(
            String id, long reservation, int index, Ipv4 address, Instant now) {
        LaunchSpec spec =
                new LaunchSpec(
                        new ImageId("ami-" + hex(1)),
                        Optional.of(new ImageId("aki-" + hex(2))),
                        Optional.of(new ImageId("ari-" + hex(3))),
                        new BootPlan(
                                content("disk"),
                                Optional.of(content("kernel")),
                                Optional.of(content("ramdisk")),
                                1 << 30),
                        new InstanceType(new InstanceTypeName("m1.tiny"), 1, 512, 0),
                        new ZoneName("nova"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        ShutdownBehavior.STOP);
        return new Instance(
                new InstanceId("i-" + id),
                new ReservationId("r-" + hex(reservation)),
                new ProjectId("123456789012"),
                index,
                now,
                spec,
                1,
                0,
                InstanceStatus.pending(now),
                new HostId("bench"),
                new Port(
                        new InterfaceId("eni-" + id),
                        new NetworkId("net-" + hex(1)),
                        new VpcId("vpc-" + hex(1)),
                        new SubnetId("subnet-" + hex(1)),
                        address,
                        MacAddress.of(address),
                        List.of(new PortGroup(new SecurityGroupId("sg-" + hex(1)), "default")),
                        true),
                Optional.empty(),
                Map.of());
    }

    private static ImageContent content(String name) {
        return new ImageContent(
                "nova-images", name + ".img", "0".repeat(64), 1 << 24, DiskFormat.RAW, 1 << 24);
    }
}
