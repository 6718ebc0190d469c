package io.nova.frontend.ec2;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.InstanceTypeName;
import io.nova.model.InterfaceId;
import io.nova.model.KeyPairId;
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
import io.nova.model.compute.KeyPair;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.compute.StateReason;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.model.network.PortGroup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Records as a cloud would have them. */
public final class Samples {

    public static final ProjectId PROJECT = new ProjectId("123456789012");
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final InstanceType TINY = new InstanceType(new InstanceTypeName("m1.tiny"), 1, 512, 0);

    private Samples() {}

    static String hex(int number) {
        return "%017x".formatted(number);
    }

    static InstanceId instanceId(int number) {
        return new InstanceId("i-" + hex(number));
    }

    static ImageId imageId(int number) {
        return new ImageId("ami-" + hex(number));
    }

    public static Instance instance(
            int number, int reservation, InstanceState state, Map<String, String> tags) {
        ImageContent bytes = new ImageContent("b", "k", "0".repeat(64), 1, DiskFormat.RAW, 1);
        LaunchSpec spec =
                new LaunchSpec(
                        imageId(1),
                        Optional.of(new ImageId("aki-" + hex(2))),
                        Optional.empty(),
                        new BootPlan(bytes, Optional.empty(), Optional.empty(), 1),
                        TINY,
                        new ZoneName("nova"),
                        Optional.of("key<1>"),
                        Optional.of("ssh-rsa AAAA"),
                        Optional.empty(),
                        ShutdownBehavior.STOP);
        boolean stopped = state == InstanceState.STOPPED || state == InstanceState.TERMINATED;
        return new Instance(
                instanceId(number),
                new ReservationId("r-" + hex(reservation)),
                PROJECT,
                number % 100,
                NOW,
                spec,
                1,
                0,
                new InstanceStatus(
                        state, stopped ? StateReason.USER_STOP : StateReason.NONE, NOW, 1, true),
                new HostId("h1"),
                new Port(
                        new InterfaceId("eni-" + hex(number)),
                        new NetworkId("net-" + hex(1)),
                        new VpcId("vpc-" + hex(1)),
                        new SubnetId("subnet-" + hex(1)),
                        new Ipv4("10.0.%d.%d".formatted(number / 250, number % 250 + 2)),
                        new MacAddress(
                                "02:00:00:00:%02x:%02x".formatted(number / 256, number % 256)),
                        List.of(new PortGroup(new SecurityGroupId("sg-" + hex(1)), "default")),
                        true),
                Optional.of("token-" + number),
                tags);
    }

    static Image image(int number, ProjectId owner, ImageState state, boolean open) {
        return new Image(
                imageId(number),
                owner,
                ImageType.MACHINE,
                "image " + number,
                "for <tests> & \"more\"",
                "images/disk.img",
                "x86_64",
                "/dev/vda",
                Optional.of(new ImageId("aki-" + hex(2))),
                Optional.empty(),
                state,
                state == ImageState.FAILED ? "it is no disk" : "",
                Optional.empty(),
                open,
                Set.of(),
                NOW,
                Map.of("Name", "image " + number));
    }

    static KeyPair keyPair(int number, String name) {
        return new KeyPair(
                new KeyPairId("key-" + hex(number)),
                PROJECT,
                name,
                "rsa",
                "00:11:22",
                "ssh-rsa AAAA " + name,
                NOW,
                Map.of());
    }
}
