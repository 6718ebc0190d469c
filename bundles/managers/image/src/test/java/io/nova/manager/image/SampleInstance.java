package io.nova.manager.image;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.InstanceTypeName;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.ReservationId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.compute.BootPlan;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceStatus;
import io.nova.model.compute.InstanceType;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.compute.StateReason;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.ImageContent;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance that runs. */
final class SampleInstance {

    static final Instance RUNNING = running();

    private SampleInstance() {}

    private static Instance running() {
        Ipv4 address = new Ipv4("10.0.0.4");
        return new Instance(
                new InstanceId("i-00000000000000001"),
                new ReservationId("r-00000000000000001"),
                Samples.OWNER,
                0,
                Instant.EPOCH,
                spec(),
                1,
                0,
                new InstanceStatus(InstanceState.RUNNING, StateReason.NONE, Instant.EPOCH, 1, true),
                new HostId("host-1"),
                new Port(
                        new InterfaceId("eni-00000000000000001"),
                        new NetworkId("net-00000000000000001"),
                        new VpcId("vpc-00000000000000001"),
                        new SubnetId("subnet-00000000000000001"),
                        address,
                        MacAddress.of(address),
                        List.of(),
                        true),
                Optional.empty(),
                Map.of());
    }

    private static LaunchSpec spec() {
        return new LaunchSpec(
                new ImageId("ami-00000000000000007"),
                Optional.empty(),
                Optional.empty(),
                new BootPlan(
                        new ImageContent("b", "k", "0".repeat(64), 512, DiskFormat.RAW, 512),
                        Optional.empty(),
                        Optional.empty(),
                        512,
                        "/dev/vda"),
                new InstanceType(new InstanceTypeName("m1.small"), 1, 512, 0),
                new ZoneName("nova"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ShutdownBehavior.STOP);
    }
}
