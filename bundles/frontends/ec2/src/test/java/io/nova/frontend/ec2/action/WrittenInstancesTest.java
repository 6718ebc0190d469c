package io.nova.frontend.ec2.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.frontend.ec2.Samples;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.AllocationId;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.network.Cidr;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WrittenInstancesTest {

    private static final Instance ONE = instance(1);
    private static final int LENGTH = fresh(ONE, Optional.empty(), List.of()).length();

    private final WrittenInstances written = new WrittenInstances(10L * LENGTH);

    private static Instance instance(int number) {
        return Samples.instance(number, 1, InstanceState.RUNNING, Map.of("Name", "<one>"));
    }

    private static String fresh(
            Instance instance, Optional<ElasticAddress> elastic, List<Volume> volumes) {
        XmlWriter xml = new XmlWriter();
        InstanceXml.write(xml, instance, elastic, volumes);
        return xml.toString();
    }

    private String kept(Instance instance, Optional<ElasticAddress> elastic, List<Volume> volumes) {
        XmlWriter xml = new XmlWriter();
        written.write(xml, instance, elastic, volumes);
        return xml.toString();
    }

    private void shows(Instance instance, Optional<ElasticAddress> elastic, List<Volume> volumes) {
        String fresh = fresh(instance, elastic, volumes);
        assertEquals(fresh, kept(instance, elastic, volumes));
        assertEquals(fresh, kept(instance, elastic, volumes));
    }

    private static Optional<ElasticAddress> address(String address) {
        return Optional.of(
                new ElasticAddress(
                        new AllocationId("eipalloc-00000000000000001"),
                        Samples.PROJECT,
                        new Ipv4(address),
                        new Cidr("203.0.113.0/24"),
                        Optional.empty(),
                        Map.of()));
    }

    private static Volume volume(String device) {
        Volume volume =
                new Volume(
                        new VolumeId("vol-00000000000000001"),
                        Samples.PROJECT,
                        1,
                        Optional.empty(),
                        new ZoneName("nova"),
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        Samples.NOW,
                        new HostId("v1"),
                        VolumeState.AVAILABLE,
                        1,
                        Optional.empty(),
                        "",
                        Map.of());
        return volume.attaching(
                Attachment.begun(ONE.id(), new HostId("h1"), device, true, Samples.NOW));
    }

    @Test
    void whateverOfThemChangesIsShown() {
        shows(ONE, Optional.empty(), List.of());
        shows(ONE.withTags(Map.of("Name", "two")), Optional.empty(), List.of());
        shows(ONE, address("203.0.113.7"), List.of());
        shows(ONE, address("203.0.113.8"), List.of());
        shows(ONE, Optional.empty(), List.of(volume("/dev/sdf")));
        shows(ONE, Optional.empty(), List.of(volume("/dev/sdg")));
        shows(ONE, Optional.empty(), List.of(volume("/dev/sdf"), volume("/dev/sdg")));
        shows(ONE, Optional.empty(), List.of());
    }

    @Test
    void theyTakeNoMoreRoomThanTheyMay() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                shows(instance(i), Optional.empty(), List.of());
                assertTrue(written.kept() <= 24, written.kept() + " instances");
            }
        }
        assertTrue(written.kept() >= 10, written.kept() + " instances");
    }
}
