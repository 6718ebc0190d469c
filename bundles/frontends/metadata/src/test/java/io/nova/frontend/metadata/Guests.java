package io.nova.frontend.metadata;

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
import io.nova.model.network.PortGroup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Instances that ask about themselves. */
final class Guests {

    private Guests() {}

    private static String hex(int number) {
        return "%017x".formatted(number);
    }

    static Instance with(
            int number, Ipv4 address, Optional<String> keyName, Optional<String> userData) {
        ImageContent bytes = new ImageContent("b", "k", "0".repeat(64), 1, DiskFormat.RAW, 1);
        LaunchSpec spec =
                new LaunchSpec(
                        new ImageId("ami-" + hex(10)),
                        Optional.of(new ImageId("aki-" + hex(11))),
                        Optional.empty(),
                        new BootPlan(bytes, Optional.empty(), Optional.empty(), 1),
                        new InstanceType(new InstanceTypeName("m1.tiny"), 1, 512, 0),
                        new ZoneName("nova"),
                        keyName,
                        keyName.map(name -> "ssh-rsa AAAA"),
                        userData,
                        ShutdownBehavior.STOP);
        return new Instance(
                new InstanceId("i-" + hex(number)),
                new ReservationId("r-" + hex(12)),
                new ProjectId("123456789012"),
                3,
                Instant.EPOCH,
                spec,
                1,
                0,
                new InstanceStatus(InstanceState.RUNNING, StateReason.NONE, Instant.EPOCH, 1, true),
                MetadataEndpointContract.HOST,
                new Port(
                        new InterfaceId("eni-" + hex(number)),
                        new NetworkId("net-" + hex(1)),
                        new VpcId("vpc-" + hex(1)),
                        new SubnetId("subnet-" + hex(1)),
                        address,
                        new MacAddress("02:00:00:00:00:0" + number),
                        List.of(new PortGroup(new SecurityGroupId("sg-" + hex(1)), "default")),
                        true),
                Optional.empty(),
                Map.of());
    }
}
